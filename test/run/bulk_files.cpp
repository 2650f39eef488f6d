// Large blocks, which the host moves by itself: sizes, positions, ends of files, streams that
// read and write, append, and memory of all kinds.
// RUN: %agree %s -O2 -- %t.data
// RUN: %agree %s -O1 -- %t.data

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

static char Static[1 << 20];

static void fill(std::vector<char> &Data, unsigned Seed) {
  for (size_t i = 0; i < Data.size(); ++i)
    Data[i] = static_cast<char>((i * 2654435761u + Seed) >> 13);
}
static unsigned sum(const char *Data, size_t Bytes) {
  unsigned Sum = 1;
  for (size_t i = 0; i < Bytes; ++i)
    Sum = Sum * 31 + static_cast<unsigned char>(Data[i]);
  return Sum;
}

int main(int, char **argv) {
  const char *Path = argv[1];
  std::vector<char> Data((5 << 20) + 12345);
  fill(Data, 1);
  for (size_t Bytes : {size_t(65535), size_t(65536), size_t(1 << 20), size_t(3 << 20) + 7,
                       Data.size()}) {
    std::FILE *Out = std::fopen(Path, "w");
    std::fprintf(Out, "header %zu\n", Bytes);
    size_t Written = std::fwrite(Data.data() + 1, 1, Bytes - 1, Out);
    std::fprintf(Out, "trailer\n");
    std::printf("wrote %zu, at %ld", Written, std::ftell(Out));
    std::printf(", close %d\n", std::fclose(Out));

    std::FILE *In = std::fopen(Path, "r");
    char Line[64];
    std::printf("%s", std::fgets(Line, sizeof(Line), In));
    std::vector<char> Got(Bytes + 100);
    size_t Read = std::fread(Got.data() + 3, 1, Bytes - 1, In);
    std::printf("read %zu, same %d, at %ld, eof %d\n", Read,
                std::memcmp(Got.data() + 3, Data.data() + 1, Bytes - 1) == 0, std::ftell(In),
                std::feof(In) != 0);
    std::printf("%s", std::fgets(Line, sizeof(Line), In));
    std::rewind(In);
    Read = std::fread(Got.data(), 1, Got.size(), In);
    std::printf("all %zu, sum %u, eof %d, error %d\n", Read, sum(Got.data(), Read),
                std::feof(In) != 0, std::ferror(In) != 0);
    std::fclose(In);
  }

  // Both ways, and in the middle of what is there.
  std::FILE *Both = std::fopen(Path, "r+");
  std::fseek(Both, 1000, SEEK_SET);
  char Few[10];
  std::fread(Few, 1, 10, Both);
  std::fseek(Both, 0, SEEK_CUR);
  std::vector<char> Other(200000);
  fill(Other, 2);
  std::printf("middle %zu", std::fwrite(Other.data(), 2, 100000, Both));
  std::printf(", at %ld", std::ftell(Both));
  std::fprintf(Both, "behind it");
  std::fseek(Both, 1010, SEEK_SET);
  std::vector<char> Back(200009);
  std::printf(", back %zu", std::fread(Back.data(), 1, Back.size(), Both));
  std::printf(", same %d, '%.9s'\n", std::memcmp(Back.data(), Other.data(), 200000) == 0,
              Back.data() + 200000);
  std::fclose(Both);

  std::FILE *Append = std::fopen(Path, "a");
  std::fprintf(Append, "short ");
  std::printf("append %zu", std::fwrite(Other.data(), 1, 150000, Append));
  std::fprintf(Append, " end");
  std::printf(", at %ld\n", std::ftell(Append));
  std::fclose(Append);

  std::FILE *In = std::fopen(Path, "r");
  std::fseek(In, -150004, SEEK_END);
  std::printf("static %zu", std::fread(Static, 1, sizeof(Static), In));
  std::printf(", same %d, eof %d\n", std::memcmp(Static, Other.data(), 150000) == 0,
              std::feof(In) != 0);
  errno = 0;
  std::printf("write to input %zu", std::fwrite(Other.data(), 1, 100000, In));
  std::printf(", bad descriptor: %d\n", errno == EBADF);
  std::fclose(In);

  // More than what is there, from its middle on, and all of it.
  std::FILE *Over = std::fopen(Path, "r+");
  fill(Data, 3);
  std::fseek(Over, 1234567, SEEK_SET);
  std::printf("over %zu", std::fwrite(Data.data(), 1, Data.size(), Over));
  std::fprintf(Over, "the end");
  std::rewind(Over);
  std::vector<char> Whole(7 << 20);
  size_t Length = std::fread(Whole.data(), 1, Whole.size(), Over);
  std::printf(", length %zu, sum %u\n", Length, sum(Whole.data(), Length));
  fill(Whole, 4);
  std::rewind(Over);
  std::fwrite(Whole.data(), 1, Length, Over);
  std::fseek(Over, -7, SEEK_END);
  std::vector<char> Last(8);
  std::printf("last %zu", std::fread(Last.data(), 1, Last.size(), Over));
  std::printf(", same %d\n", std::memcmp(Last.data(), Whole.data() + Length - 7, 7) == 0);
  std::fclose(Over);

  // Several threads, each with a file of its own and memory on its stack.
  std::vector<std::thread> Threads;
  for (int t = 0; t < 4; ++t)
    Threads.emplace_back([=] {
      std::string Name = std::string(Path) + std::to_string(t);
      char Local[150000];
      for (size_t i = 0; i < sizeof(Local); ++i)
        Local[i] = static_cast<char>(i * (t + 3) >> 5);
      std::FILE *File = std::fopen(Name.c_str(), "w+");
      for (int i = 0; i < 5; ++i)
        std::fwrite(Local, 1, sizeof(Local), File);
      std::fseek(File, 2 * sizeof(Local), SEEK_SET);
      unsigned Before = sum(Local, sizeof(Local));
      std::memset(Local, 0, sizeof(Local));
      std::fread(Local, 1, sizeof(Local), File);
      std::printf(sum(Local, sizeof(Local)) == Before ? "right\n" : "wrong\n");
      std::fclose(File);
      std::remove(Name.c_str());
    });
  for (std::thread &Each : Threads)
    Each.join();

  std::FILE *Full = std::fopen("/dev/full", "w");
  std::printf("full %d\n", std::fwrite(Data.data(), 1, Data.size(), Full) < Data.size());
  std::fclose(Full);
}
