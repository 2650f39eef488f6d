//===- PartCache.cpp - Library members compiled once for all programs -----===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PartCache.h"
#include "Diagnostics.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Support/xxhash.h"
#include <atomic>
#include <chrono>

using namespace llvm;

namespace heddle {
namespace {

struct ListedMember {
  StringLiteral Archive, Pattern;
};
constexpr ListedMember Listed[] = {
#define HEDDLE_PRECOMPILED(Archive, Member) {Archive, Member},
#include "PrecompiledMembers.def"
};

/// Whether \p Name, "libc++.a(locale.cpp.obj)", is in PrecompiledMembers.def.
bool isListed(StringRef Name) {
  auto [Archive, Member] = Name.split('(');
  if (!Member.consume_back(")"))
    return false;
  for (StringRef Suffix : {".bc", ".obj", ".cpp", ".c"})
    Member.consume_back(Suffix);
  for (const ListedMember &L : Listed) {
    if (L.Archive != Archive)
      continue;
    Expected<GlobPattern> Pattern = GlobPattern::create(L.Pattern);
    if (!Pattern)
      consumeError(Pattern.takeError());
    else if (Pattern->match(Member))
      return true;
  }
  return false;
}

constexpr StringLiteral PartSuffix = ".part";

/// A part that no link has read for so long was made by another version.
constexpr std::chrono::hours KeptUnused(30 * 24);

/// Removes the parts in \p Folder of which \p MustGo says so.
void removeParts(
    StringRef Folder,
    function_ref<bool(const sys::fs::directory_entry &)> MustGo) {
  std::error_code EC;
  for (sys::fs::directory_iterator I(Folder, EC), End; I != End && !EC;
       I.increment(EC))
    if (StringRef(I->path()).ends_with(PartSuffix) && MustGo(*I))
      sys::fs::remove(I->path());
}

std::string hashOf(StringRef Bytes) {
  XXH128_hash_t Hash = xxh3_128bits(arrayRefFromStringRef(Bytes));
  return utohexstr(Hash.high64, /*LowerCase=*/true, 16) +
         utohexstr(Hash.low64, /*LowerCase=*/true, 16);
}

std::string hashOfFile(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  return Buffer ? hashOf((*Buffer)->getBuffer()) : "";
}

/// What \p Program says to --version; empty when it cannot be run.
std::string versionOf(const std::string &Program) {
  SmallString<128> Log;
  if (sys::fs::createTemporaryFile("heddle-version", "txt", Log))
    return "";
  scope_exit Remove([&] { sys::fs::remove(Log); });
  std::string Problem;
  if (runCommand({Program, "--version"}, Log, Problem) != 0)
    return "";
  auto Text = MemoryBuffer::getFile(Log);
  return Text ? (*Text)->getBuffer().str() : "";
}

std::string defaultFolder() {
  if (auto Named = sys::Process::GetEnv("HEDDLE_CACHE");
      Named && !Named->empty())
    return *Named + "/parts";
  SmallString<128> Home;
  if (!sys::path::home_directory(Home))
    Home = "/tmp";
  return (Home + "/.cache/heddle/parts").str();
}

/// For each kind of parts one, "sm_90" or "sm_90-32-warps": what is in it is seen
/// to as a whole.
std::string folderName(const SeparateCompilation &Settings) {
  unsigned Warps = Settings.Warps.warps();
  return Settings.Gpu + (Warps == Occupancy().warps()
                             ? ""
                             : "-" + utostr(Warps) + "-warps");
}

/// Held while parts are compiled. Without it (a file system that has no locks)
/// two links may do the same work, and nothing worse.
class FolderLock {
  int Descriptor = -1;

public:
  explicit FolderLock(StringRef Folder) {
    SmallString<128> Path(Folder);
    sys::path::append(Path, "lock");
    if (sys::fs::openFileForReadWrite(Path, Descriptor,
                                      sys::fs::CD_OpenAlways,
                                      sys::fs::OF_None)) {
      Descriptor = -1;
      return;
    }
    if (sys::fs::tryLockFile(Descriptor)) {
      note("waiting for another link that compiles library code");
      (void)sys::fs::lockFile(Descriptor);
    }
  }
  ~FolderLock() {
    if (Descriptor < 0)
      return;
    sys::fs::unlockFile(Descriptor);
    sys::Process::SafelyCloseFileDescriptor(Descriptor);
  }
};

} // namespace

PartCache::PartCache(const Installation &Heddle, StringRef Gpu,
                     const LinkOptions &Options, StringRef Folder)
    : Verbose(Options.Verbose) {
  Compiler.Gpu = Gpu.str();
  Compiler.Warps = Options.Warps;
  Compiler.Ptxas = findCudaTool("ptxas");
  Compiler.ArchitectureFile = Heddle.DeviceLibDir + "/arch-nvptx.bc";
  if (Folder.empty())
    Folders = {Heddle.DeviceLibDir + "/parts", defaultFolder()};
  else
    Folders = {Folder.str()};
  for (std::string &Each : Folders)
    Each += "/" + folderName(Compiler);
  if (Compiler.Ptxas.empty() || findCudaTool("nvlink").empty())
    return;
  std::string Assembler = versionOf(Compiler.Ptxas);
  if (Assembler.empty())
    return;
  static int Anchor;
  std::string Linker =
      sys::fs::getMainExecutable("heddle-ld", static_cast<void *>(&Anchor));
  Salt = hashOf(hashOfFile(Linker) + hashOfFile(Compiler.ArchitectureFile) +
                LLVM_VERSION_STRING + Assembler + folderName(Compiler));
}

std::unique_ptr<LibraryPart> PartCache::load(StringRef Id) const {
  for (const std::string &Folder : Folders) {
    std::string Path = Folder + "/" + Id.str() + PartSuffix.str();
    if (!sys::fs::exists(Path))
      continue;
    Expected<LibraryPart> Part = LibraryPart::read(Path);
    if (Part)
      return std::make_unique<LibraryPart>(std::move(*Part));
    note(Path + " is damaged and made anew: " + toString(Part.takeError()));
  }
  return nullptr;
}

std::unique_ptr<LibraryPart> PartCache::compile(const SeparateCompilation &Settings,
                                               const Job &Missing) const {
  Expected<LibraryPart> Part = Settings.run(*Missing.File, Missing.Id);
  if (!Part) {
    // What is wrong with one is, as a rule, wrong with all.
    static std::atomic<bool> Warned = false;
    if (Warned.exchange(true) && !Verbose) {
      consumeError(Part.takeError());
      return nullptr;
    }
    warning(Missing.File->Name + " could not be compiled separately: " +
            toString(Part.takeError()));
    return nullptr;
  }
  if (Verbose && !Part->Refusal.empty())
    note(Missing.File->Name + " is linked as bitcode: " + Part->Refusal);
  SmallString<128> Place(Folders.back()), Beside;
  sys::path::append(Place, Missing.Id + PartSuffix);
  sys::fs::createUniquePath(Place + ".%%%%%%", Beside, /*MakeAbsolute=*/false);
  Error Problem = Part->write(Beside);
  if (!Problem)
    Problem = errorCodeToError(sys::fs::rename(Beside, Place));
  if (Problem) {
    sys::fs::remove(Beside);
    warning("cannot keep " + Place + ": " + toString(std::move(Problem)));
  }
  return std::make_unique<LibraryPart>(std::move(*Part));
}

void PartCache::compileAll(MutableArrayRef<Job *> Missing) const {
  if (std::error_code EC = sys::fs::create_directories(Folders.back()))
    warning("cannot make " + Folders.back() + ": " + EC.message());
  FolderLock Lock(Folders.back());
  SmallVector<Job *> Work;
  for (Job *J : Missing) {
    J->Part = load(J->Id); // another link may have been faster
    if (!J->Part)
      Work.push_back(J);
  }
  if (Work.empty())
    return;
  removeParts(Folders.back(), [](const sys::fs::directory_entry &Entry) {
    sys::fs::file_status Status;
    return !sys::fs::status(Entry.path(), Status) &&
           std::chrono::system_clock::now() -
                   std::max(Status.getLastAccessedTime(),
                            Status.getLastModificationTime()) >
               KeptUnused;
  });
  note("compiling " + Twine(Work.size()) + " parts of the libraries for " +
       Compiler.Gpu +
       (Compiler.Warps.warps() == Occupancy().warps()
            ? ""
            : ", " + utostr(Compiler.Warps.warps()) +
                  " warps on a multiprocessor") +
       ", once");
  SmallString<128> Temporary;
  if (std::error_code EC =
          sys::fs::createUniqueDirectory("heddle-parts", Temporary)) {
    warning("cannot make a temporary folder: " + EC.message());
    return;
  }
  SeparateCompilation Settings = Compiler;
  Settings.Folder = Temporary.str();
  // Large members first, or the last one is waited for.
  sort(Work, [](const Job *A, const Job *B) {
    return A->File->Buffer.getBufferSize() > B->File->Buffer.getBufferSize();
  });
  {
    DefaultThreadPool Pool(hardware_concurrency());
    for (Job *J : Work)
      Pool.async([&, J] { J->Part = compile(Settings, *J); });
    Pool.wait();
  }
  sys::fs::remove(Temporary);
}

void PartCache::removeOthers() const {
  removeParts(Folders.back(), [&](const sys::fs::directory_entry &Entry) {
    return !Named.contains(sys::path::filename(Entry.path()));
  });
}

CompiledFiles PartCache::get(ArrayRef<BitcodeFile *> Files) {
  CompiledFiles Compiled;
  if (!isUsable())
    return Compiled;
  std::vector<Job> Jobs;
  for (const BitcodeFile *File : Files)
    if (File->OfToolchain && File->Overridden.empty() && isListed(File->Name)) {
      // The name decides about inlining, and is in messages.
      std::string Id =
          hashOf(Salt + File->Name + hashOf(File->Buffer.getBuffer()));
      Jobs.push_back({File, Id, load(Id)});
      Named.insert(Id + PartSuffix.str());
    }
  SmallVector<Job *> Missing;
  for (Job &J : Jobs)
    if (!J.Part)
      Missing.push_back(&J);
  if (!Missing.empty())
    compileAll(Missing);
  for (Job &J : Jobs)
    if (J.Part && J.Part->Refusal.empty()) {
      Compiled[J.File] = J.Part.get();
      Parts.push_back(std::move(J.Part));
    }
  return Compiled;
}

} // namespace heddle
