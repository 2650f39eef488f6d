// Options of command lines, short and long, in all orders: as glibc's getopt, messages included.
// RUN: %agree --stderr %s -O1 --

#define _GNU_SOURCE
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int Flag;
static const struct option Long[] = {
    {"verbose", no_argument, NULL, 'v'},
    {"version", no_argument, NULL, 'V'},
    {"output", required_argument, NULL, 'o'},
    {"optional", optional_argument, NULL, 'p'},
    {"set-flag", no_argument, &Flag, 7},
    {"additional", no_argument, NULL, 1000},
    {"add", required_argument, NULL, 1000},
    {"b", no_argument, NULL, 'B'},
    {NULL, 0, NULL, 0}};

static const char *const Words[] = {
    "-a", "-b", "-ab", "-c", "-cvalue", "-acb", "-d", "-dvalue", "-abd", "-x", "-ax", "--",
    "-", "file", "other", "--verbose", "--verb", "--ver", "--output=x", "--output", "--out",
    "--optional", "--optional=y", "--optio=", "--set-flag", "--set-flag=1", "--add", "--add=3",
    "--ad", "--additional", "--nothing", "--nothing=2", "-verbose", "-output", "-b", "-W", "-Wverbose",
    "-Woutput=z", "--=", "-o", "-:", "-;", ""};

static unsigned State = 12345;
static unsigned draw(unsigned Below) {
  State = State * 1664525u + 1013904223u;
  return (State >> 16) % Below;
}

static void parse(const char *Options, int Kind) {
  char *Arguments[8] = {"program"};
  int Count = 1 + (int)draw(7);
  for (int I = 1; I < Count; ++I)
    Arguments[I] = (char *)Words[draw(sizeof(Words) / sizeof(*Words))];
  Arguments[Count] = NULL;
  printf("%d '%s':", Kind, Options);
  for (int I = 1; I < Count; ++I)
    printf(" %s", Arguments[I]);
  printf("\n ");
  optind = 0;
  for (;;) {
    int Index = -1;
    Flag = 0;
    int Got = Kind == 0   ? getopt(Count, Arguments, Options)
              : Kind == 1 ? getopt_long(Count, Arguments, Options, Long, &Index)
                          : getopt_long_only(Count, Arguments, Options, Long, &Index);
    if (Got == -1)
      break;
    printf(" %d(%s) at %d", Got, optarg ? optarg : "none", optind);
    if (Got == '?' || Got == ':')
      printf(" opt %d", optopt);
    if (Index >= 0)
      printf(" index %d", Index);
    if (Flag)
      printf(" flag %d", Flag);
    // Messages come where they belong.
    fflush(stdout);
  }
  printf(" end at %d:", optind);
  // Whoever asks again after the end begins with the others.
  int Again = getopt(Count, Arguments, Options);
  printf(" then %d at %d:", Again, optind);
  for (int I = 1; I < Count; ++I)
    printf(" %s", Arguments[I]);
  printf("\n");
  fflush(stdout);
}

int main(void) {
  setvbuf(stderr, NULL, _IOLBF, 0);
  for (int I = 0; I < 1500; ++I) {
    static const char *const Options[] = {"abc:d::", "+abc:d::", "-abc:d::", ":abc:d::",
                                          "abc:d::W;o:", "+:abc:", "abW;:"};
    parse(Options[I % 7], I / 7 % 3);
  }
  setenv("POSIXLY_CORRECT", "1", 1);
  for (int I = 0; I < 60; ++I)
    parse("abc:d::", I % 3);
  return 0;
}
