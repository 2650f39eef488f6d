//===- getopt.c - Options of a command line -------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// POSIX getopt (XSH 3) and the long options of the GNU C library, whose messages these
// are, too.
//
//===----------------------------------------------------------------------===//
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *optarg;
int optind = 1, opterr = 1, optopt = '?';

enum order { permute, require_order, return_in_order };

/// Where the scan stands between two calls.
static struct {
  bool begun;
  enum order order;
  char *next; ///< the rest of an argument with several short options
  /// Arguments that are no options, passed over so far: [first_other, end_others).
  int first_other, end_others;
} state;

struct scan {
  int argc;
  char **argv;
  const char *short_options;
  const struct option *long_options;
  int *index;
  bool long_only;
  bool says_errors;
};

static void reverse(char **argv, int first, int end) {
  for (int last = end - 1; first < last; ++first, --last) {
    char *other = argv[first];
    argv[first] = argv[last];
    argv[last] = other;
  }
}

/// Puts the options that came after the others before them.
static void exchange(char **argv) {
  reverse(argv, state.first_other, state.end_others);
  reverse(argv, state.end_others, optind);
  reverse(argv, state.first_other, optind);
  state.first_other += optind - state.end_others;
  state.end_others = optind;
}

static bool is_other(const char *argument) {
  return argument[0] != '-' || argument[1] == '\0';
}

static void begin(const struct scan *s) {
  if (optind == 0)
    optind = 1;
  state.first_other = state.end_others = optind;
  state.next = NULL;
  state.order = s->short_options[0] == '-'   ? return_in_order
                : s->short_options[0] == '+' ? require_order
                : getenv("POSIXLY_CORRECT")  ? require_order
                                             : permute;
  state.begun = true;
}

static int missing_argument(const char *options) {
  return options[0] == ':' ? ':' : '?';
}

/// Tells apart the long options that the name, of as many characters, may be short for; null if
/// it is none or several, which has been said.
static const struct option *find_long(const struct scan *s, const char *name,
                                      size_t length, const char *prefix,
                                      bool *several) {
  const struct option *found = NULL;
  *several = false;
  for (const struct option *o = s->long_options; o->name; ++o) {
    if (strncmp(o->name, name, length) != 0)
      continue;
    if (strlen(o->name) == length) {
      *several = false;
      return o;
    }
    if (!found)
      found = o;
    else if (s->long_only || found->has_arg != o->has_arg ||
             found->flag != o->flag || found->val != o->val)
      *several = true;
  }
  if (!*several)
    return found;
  if (s->says_errors) {
    flockfile(stderr);
    fprintf(stderr, "%s: option '%s%s' is ambiguous; possibilities:", s->argv[0],
            prefix, name);
    for (const struct option *o = s->long_options; o->name; ++o)
      if (strncmp(o->name, name, length) == 0)
        fprintf(stderr, " '%s%s'", prefix, o->name);
    fprintf(stderr, "\n");
    funlockfile(stderr);
  }
  return NULL;
}

/// -1 if the argument, without its prefix, is to be taken for short options.
static int take_long(const struct scan *s, char *argument, const char *prefix) {
  char *end = strchr(argument, '=');
  size_t length = end ? (size_t)(end - argument) : strlen(argument);
  bool several;
  const struct option *o = find_long(s, argument, length, prefix, &several);
  if (!o) {
    if (!several) {
      if (s->long_only && prefix[1] != '-' &&
          strchr(s->short_options, argument[0]))
        return -1;
      if (s->says_errors)
        fprintf(stderr, "%s: unrecognized option '%s%s'\n", s->argv[0], prefix,
                argument);
    }
    state.next = NULL;
    ++optind;
    optopt = 0;
    return '?';
  }
  ++optind;
  state.next = NULL;
  if (end && o->has_arg == no_argument) {
    if (s->says_errors)
      fprintf(stderr, "%s: option '%s%s' doesn't allow an argument\n",
              s->argv[0], prefix, o->name);
    optopt = o->val;
    return '?';
  }
  if (end) {
    optarg = end + 1;
  } else if (o->has_arg == required_argument) {
    if (optind >= s->argc) {
      if (s->says_errors)
        fprintf(stderr, "%s: option '%s%s' requires an argument\n", s->argv[0],
                prefix, o->name);
      optopt = o->val;
      return missing_argument(s->short_options);
    }
    optarg = s->argv[optind++];
  }
  if (s->index)
    *s->index = (int)(o - s->long_options);
  if (!o->flag)
    return o->val;
  *o->flag = o->val;
  return 0;
}

static int take_short(const struct scan *s) {
  char letter = *state.next++;
  const char *found = letter == ':' || letter == ';'
                          ? NULL
                          : strchr(s->short_options, letter);
  if (*state.next == '\0')
    ++optind;
  if (!found) {
    if (s->says_errors)
      fprintf(stderr, "%s: invalid option -- '%c'\n", s->argv[0], letter);
    optopt = letter;
    return '?';
  }
  bool is_long = found[0] == 'W' && found[1] == ';' && s->long_options;
  if (!is_long && found[1] != ':')
    return letter;
  if (*state.next) {
    optarg = state.next;
    ++optind;
  } else if (!is_long && found[2] == ':') {
    optarg = NULL;
  } else if (optind >= s->argc) {
    if (s->says_errors)
      fprintf(stderr, "%s: option requires an argument -- '%c'\n", s->argv[0],
              letter);
    optopt = letter;
    state.next = NULL;
    return missing_argument(s->short_options);
  } else {
    optarg = s->argv[optind++];
  }
  state.next = NULL;
  if (!is_long)
    return letter;
  // take_long passes over one argument, as which this one counts.
  char *name = optarg;
  optarg = NULL;
  --optind;
  return take_long(s, name, "-W ");
}

/// -1 at the end.
static int next_option(const struct scan *s) {
  if (state.end_others > optind)
    state.end_others = optind;
  if (state.first_other > optind)
    state.first_other = optind;
  if (state.order == permute) {
    if (state.first_other != state.end_others && state.end_others != optind)
      exchange(s->argv);
    else if (state.end_others != optind)
      state.first_other = optind;
    while (optind < s->argc && is_other(s->argv[optind]))
      ++optind;
    state.end_others = optind;
  }
  if (optind < s->argc && strcmp(s->argv[optind], "--") == 0) {
    ++optind;
    if (state.first_other != state.end_others && state.end_others != optind)
      exchange(s->argv);
    else if (state.first_other == state.end_others)
      state.first_other = optind;
    state.end_others = s->argc;
    optind = s->argc;
  }
  if (optind >= s->argc) {
    if (state.first_other != state.end_others)
      optind = state.first_other;
    return -1;
  }
  char *argument = s->argv[optind];
  if (is_other(argument)) {
    if (state.order == require_order)
      return -1;
    optarg = argument;
    ++optind;
    return 1;
  }
  if (s->long_options) {
    if (argument[1] == '-')
      return take_long(s, argument + 2, "--");
    if (s->long_only &&
        (argument[2] || !strchr(s->short_options, argument[1]))) {
      int option = take_long(s, argument + 1, "-");
      if (option != -1)
        return option;
    }
  }
  state.next = argument + 1;
  return take_short(s);
}

static int parse(int argc, char *const *argv, const char *short_options,
                 const struct option *long_options, int *index, bool long_only) {
  if (argc < 1)
    return -1;
  struct scan s = {argc,         (char **)argv, short_options,
                   long_options, index,         long_only,
                   false};
  optarg = NULL;
  if (optind == 0 || !state.begun)
    begin(&s);
  if (short_options[0] == '-' || short_options[0] == '+')
    ++s.short_options;
  s.says_errors = opterr && s.short_options[0] != ':';
  if (state.next && *state.next)
    return take_short(&s);
  return next_option(&s);
}

int getopt(int argc, char *const argv[], const char *options) {
  return parse(argc, argv, options, NULL, NULL, false);
}

int getopt_long(int argc, char *const argv[], const char *options,
                const struct option *long_options, int *index) {
  return parse(argc, argv, options, long_options, index, false);
}

int getopt_long_only(int argc, char *const argv[], const char *options,
                     const struct option *long_options, int *index) {
  return parse(argc, argv, options, long_options, index, true);
}
