// Files that are not there, are directories, or are open the other way round: errors
// and what the streams say of them are those of the native program.
// RUN: rm -rf %t.dir && mkdir %t.dir
// RUN: %agree %s -O2 -std=c++20 -- %t.dir

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>

static void tell(const char *What, long Result, FILE *File) {
  std::printf("%s: %ld, %s, error %d, end %d\n", What, Result,
              Result > 0 ? "-" : std::strerror(errno), std::ferror(File) != 0,
              std::feof(File) != 0);
  errno = 0;
}

int main(int, char **Arguments) {
  std::string Folder = Arguments[1], Name = Folder + "/file";
  std::printf("missing: %d\n", std::fopen((Folder + "/missing").c_str(), "r") != nullptr);
  std::perror("missing");
  char Text[16];
  if (FILE *File = std::fopen(Folder.c_str(), "r")) {
    errno = 0;
    tell("read a folder", long(std::fread(Text, 1, sizeof(Text), File)), File);
    std::clearerr(File);
    tell("cleared", 0, File);
    tell("read again", std::fgetc(File), File);
    std::fclose(File);
  }
  std::printf("write a folder: %d, %s\n", std::fopen(Folder.c_str(), "w") != nullptr,
              std::strerror(errno));
  errno = 0;
  FILE *Written = std::fopen(Name.c_str(), "w");
  std::fputs("text", Written);
  tell("read what is written", std::fgetc(Written), Written);
  std::fclose(Written);
  FILE *Read = std::fopen(Name.c_str(), "r");
  errno = 0;
  tell("write what is read", std::fputc('x', Read) == EOF ? -1 : 1, Read);
  std::fclose(Read);

  FILE *Full = std::fopen("/dev/full", "w");
  std::fputs("text", Full);
  errno = 0;
  int Closed = std::fclose(Full);
  std::printf("close a full file: %d, %s\n", Closed, std::strerror(errno));

  std::ifstream In(Folder + "/missing");
  std::cout << "stream: " << In.is_open() << In.fail() << '\n';
  std::ifstream OfFolder(Folder);
  std::string Line;
  std::cout << "stream of a folder: " << !!std::getline(OfFolder, Line) << OfFolder.fail()
            << '\n';
  std::ifstream Whole(Name);
  std::cout << "whole: " << !!std::getline(Whole, Line) << ' ' << Line << '\n';
}
