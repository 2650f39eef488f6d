// Files of the host, written and read back.
// RUN: %agree %s -O2 -- %t.data %t.renamed

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <thread>

int main(int, char **argv) {
  const char *Path = argv[1];
  std::FILE *Out = std::fopen(Path, "w");
  if (!Out)
    return 1;
  std::thread([Out] {
    for (int i = 0; i < 1000; ++i)
      std::fprintf(Out, "line %d\n", i);
  }).join();
  long Told = std::ftell(Out);
  std::printf("tell %ld, close %d\n", Told, std::fclose(Out));

  std::FILE *In = std::fopen(Path, "r");
  char Line[64];
  int Lines = 0;
  while (std::fgets(Line, sizeof(Line), In))
    ++Lines;
  std::printf("%d lines, the last: %s", Lines, Line);
  std::printf("eof %d error %d\n", std::feof(In) != 0, std::ferror(In));
  std::fseek(In, 7, SEEK_SET);
  int First = std::fgetc(In);
  std::ungetc('L', In);
  size_t Count = std::fread(Line, 1, 6, In);
  Line[Count] = 0;
  std::printf("%c, then %s, at %ld\n", First, Line, std::ftell(In));
  std::rewind(In);
  int Number = -1;
  int Scanned = std::fscanf(In, "line %d", &Number);
  std::printf("scanned %d, %d\n", Scanned, Number);
  std::fseek(In, -9, SEEK_END);
  std::printf("%s", std::fgets(Line, sizeof(Line), In));
  std::fclose(In);

  std::FILE *Append = std::fopen(Path, "ab");
  std::fputs("appended\n", Append);
  std::fclose(Append);
  std::FILE *Both = std::fopen(Path, "r+");
  std::fseek(Both, 0, SEEK_END);
  std::printf("size %ld\n", std::ftell(Both));
  std::fclose(Both);

  std::printf("rename %d\n", std::rename(Path, argv[2]));
  errno = 0;
  bool Gone = std::fopen(Path, "r") == nullptr;
  std::printf("gone: %d, errno says so: %d, %s\n", Gone, errno == ENOENT,
              std::strerror(ENOENT));
  int Removed = std::remove(argv[2]);
  std::printf("remove %d, again %d\n", Removed, std::remove(argv[2]));
}
