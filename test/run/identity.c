// Who runs the program and where, the mask of new files, whole directories, and text and
// synchronization by descriptor.
// RUN: rm -rf %t.dir && mkdir %t.dir && env HEDDLE_HEAP_CHECK=1 %agree_c --stderr %s -O2 -D_GNU_SOURCE -- %t.dir

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

static int hasNoDot(const struct dirent *Entry) {
  errno = 77;
  return !strchr(Entry->d_name, '.');
}

static void list(const char *Title, int (*Select)(const struct dirent *)) {
  struct dirent **Found = NULL;
  errno = 5;
  int Count = scandir("dir", &Found, Select, alphasort);
  printf("%s: %d, errno %d:", Title, Count, errno == 77 ? 5 : errno);
  for (int I = 0; I < Count; ++I) {
    if (I < 10 || I % 100 == 0)
      printf(" %s", Found[I]->d_name);
    free(Found[I]);
  }
  printf("\n");
  free(Found);
}

int main(int Count, char **Arguments) {
  if (Count < 2 || chdir(Arguments[1]) != 0 || system("rm -rf text dir mode-*") != 0)
    return 1;
  printf("user %u %u group %u %u\n", getuid(), geteuid(), getgid(), getegid());
  printf("process %d parent %d\n", getpid() == getpid(), getppid() > 0);
  // The shell's parent is this process, whose own is the fourth word.
  char Command[200];
  snprintf(Command, sizeof(Command),
           "set -- $(sed 's/.*) //' /proc/$PPID/stat) && test $PPID = %d && test $2 = %d", getpid(),
           getppid());
  printf("the shell says %d\n", system(Command));

  struct utsname Names;
  int Told = uname(&Names);
  printf("uname %d: %s %s %s %s %s\n", Told, Names.sysname, Names.nodename, Names.release,
         Names.version, Names.machine);
  char Host[65] = "";
  int Named = gethostname(Host, sizeof(Host));
  printf("host %d %s\n", Named, strcmp(Host, Names.nodename) ? Host : "same");
  printf("room for all %d, for one less %d\n", gethostname(Host, strlen(Names.nodename) + 1),
         gethostname(Host, strlen(Names.nodename)));
  int Short = gethostname(Host, 1);
  printf("no room %d %d\n", Short, errno == ENAMETOOLONG);

  mode_t Old = umask(077);
  close(open("mode-1", O_CREAT | O_WRONLY, 0666));
  mode_t Mine = umask(Old);
  close(open("mode-2", O_CREAT | O_WRONLY, 0666));
  struct stat One, Two;
  stat("mode-1", &One);
  stat("mode-2", &Two);
  printf("masks %o %o, modes %o %o\n", Old, Mine, One.st_mode, Two.st_mode);

  mkdir("dir", 0755);
  const char *Made[] = {"dir/zebra", "dir/apple", "dir/Apple", "dir/.hidden", "dir/m.txt", "dir/10", "dir/9"};
  for (size_t I = 0; I < sizeof(Made) / sizeof(*Made); ++I)
    close(open(Made[I], O_CREAT | O_WRONLY, 0644));
  list("all", NULL);
  list("some", hasNoDot);
  for (int I = 0; I < 1500; ++I) {
    char Name[20];
    snprintf(Name, sizeof(Name), "dir/%d", 1000 + I);
    close(open(Name, O_CREAT | O_WRONLY, 0644));
  }
  list("many", NULL);
  struct dirent **None;
  int Missing = scandir("nowhere", &None, NULL, NULL);
  printf("missing %d %s\n", Missing, strerror(errno));

  int File = open("text", O_CREAT | O_RDWR | O_TRUNC, 0644);
  static char Long[3000];
  memset(Long, 'l', sizeof(Long) - 1);
  printf("dprintf %d", dprintf(File, "%d and %s\n", 42, "text"));
  printf(" %d", dprintf(File, "<%s>\n", Long));
  for (int Letters = 510; Letters <= 513; ++Letters)
    printf(" %d", dprintf(File, "%.*s", Letters, Long));
  printf(" %d\n", dprintf(-1, "nothing"));
  printf("sync %d %d", fsync(File), fdatasync(File));
  char Back[8000];
  ssize_t Got = pread(File, Back, sizeof(Back), 0);
  unsigned Sum = 0;
  for (ssize_t At = 0; At < Got; ++At)
    Sum = Sum * 31 + (unsigned char)Back[At];
  printf(", %zd bytes: %.12s, end %.3s, sum %u\n", Got, Back, Back + Got - 3, Sum);
  close(File);
  int Ends[2];
  if (pipe(Ends) != 0)
    return 2;
  printf("pipe %d", fsync(Ends[0]));
  printf(" %s\n", strerror(errno));
  errno = 0;
  printf("closed %d", fsync(File));
  printf(" %s\n", strerror(errno));
  fflush(stdout);
  dprintf(STDOUT_FILENO, "by descriptor %s\n", "1");
  printf("last\n");
  return 0;
}
