include "llvm/Option/OptParser.td"

class F<string name, string help> : Flag<["-"], name>, HelpText<help>;
class FF<string name, string help> : Flag<["--"], name>, HelpText<help>;

def input_group : OptionGroup<"<input>">;

def o : JoinedOrSeparate<["-"], "o">, MetaVarName<"<file>">,
  HelpText<"Write the executable to <file> (a.out)">;
def L : JoinedOrSeparate<["-"], "L">, MetaVarName<"<dir>">,
  HelpText<"Search <dir> for libraries">;
def library_path_eq : Joined<["--"], "library-path=">, Alias<L>;
def l : JoinedOrSeparate<["-"], "l">, MetaVarName<"<name>">,
  HelpText<"Link lib<name>.a, an archive of Heddle bitcode">;
def whole_archive : Flag<["-", "--"], "whole-archive">,
  HelpText<"Link every member of the archives that follow">;
def no_whole_archive : Flag<["-", "--"], "no-whole-archive">,
  HelpText<"Link only the members that are needed (default)">;
def O : Joined<["-"], "O">, MetaVarName<"<level>">,
  HelpText<"Optimize the whole program: 0, 1, 2, 3, s, z (2)">;
def strip : F<"s", "Drop debug information (kept: all of it for the CPU device, lines for the GPU)">;
def strip_all : Flag<["--"], "strip-all">, Alias<strip>;
def strip_debug : Flag<["--"], "strip-debug">, Alias<strip>;
def S : Flag<["-"], "S">, Alias<strip>;
def march_eq : Joined<["-"], "march=">, MetaVarName<"<sm_NN>">,
  HelpText<"The GPU to generate code for (this machine's, or sm_90)">;
def heddle_warps_eq : Joined<["--"], "heddle-warps=">, MetaVarName<"<n>">,
  HelpText<"Warps on a multiprocessor of the GPU: 8, 16 (default), 32 or 64, with 255, 128, "
           "64 or 32 registers a lane (-fheddle-warps= of heddle++)">;
def heddle_targets_eq : CommaJoined<["--"], "heddle-targets=">,
  MetaVarName<"gpu,cpu">, HelpText<"The devices the program is to run on (both)">;
def heddle_time : FF<"heddle-time", "Print how long each phase took">;
def sanitize_eq : Joined<["--"], "sanitize=">, MetaVarName<"<kinds>">,
  HelpText<"Link with clang's runtime for address, thread, leak, undefined (-fsanitize= of heddle++); for the CPU device alone">;
def sanitize_recover : FF<"sanitize-recover", "Let AddressSanitizer go on after an error if its options say so">;
def save_temps : Flag<["-", "--"], "save-temps">,
  HelpText<"Keep the IR before and after the passes, the PTX and the cubin beside the executable">;
def nostdlib : F<"nostdlib", "Do not link the device's C and C++ libraries">;
def heddle_precompiled_eq : Joined<["--"], "heddle-precompiled=">, MetaVarName<"<yes|no>">,
  HelpText<"Link library code that was compiled once for all programs (yes), or "
           "optimize all of the program together and keep its PTX for newer GPUs (no)">;
def precompile_eq : Joined<["--"], "precompile=">, MetaVarName<"<dir>">,
  HelpText<"Compile that library code for the GPU (-march) into <dir>/sm_<NN>; links nothing">;
def v : F<"v", "Print the commands that are run">;
def mllvm : Separate<["-"], "mllvm">, MetaVarName<"<option>">,
  HelpText<"Give <option> to LLVM">;
def mllvm_eq : Joined<["-"], "mllvm=">, Alias<mllvm>;
def Xptxas : Separate<["-"], "Xptxas">, MetaVarName<"<option>">,
  HelpText<"Give <option> to ptxas">;
def Xhost : Separate<["-"], "Xhost">, MetaVarName<"<option>">,
  HelpText<"Give <option> to the host's compiler driver when linking the executable">;
def version : FF<"version", "Print the version">;
def help : FF<"help", "Print this">;
def help_short : Flag<["-"], "help">, Alias<help>;

// What a linker is often told and what makes no difference here: everything
// is linked statically, unused code is always dropped.
def ignored_group : OptionGroup<"<ignored>">, HelpText<"IGNORED">;
class Ignored<string name> : Flag<["-", "--"], name>, Group<ignored_group>;
class IgnoredEq<string name> : Joined<["-", "--"], name>, Group<ignored_group>;
class IgnoredSeparate<string name> : Separate<["-", "--"], name>, Group<ignored_group>;
foreach name = ["as-needed", "no-as-needed", "start-group", "end-group",
                "gc-sections", "no-gc-sections", "export-dynamic", "eh-frame-hdr",
                "Bstatic", "Bdynamic", "Bsymbolic", "static", "pie", "no-pie",
                "no-undefined", "fatal-warnings",
                "push-state", "pop-state", "new-dtags", "enable-new-dtags",
                "disable-new-dtags", "no-allow-shlib-undefined",
                "allow-shlib-undefined", "print-gc-sections", "stats",
                "no-copy-dt-needed-entries", "copy-dt-needed-entries"] in
  def ignored_ # !subst("-", "_", name) : Ignored<name>;
def ignored_g : Flag<["-"], "g">, Group<ignored_group>;
def ignored_paren : Flag<["-"], "(">, Group<ignored_group>;
def ignored_paren_close : Flag<["-"], ")">, Group<ignored_group>;
def ignored_z : Separate<["-"], "z">, Group<ignored_group>;
def ignored_rpath : IgnoredSeparate<"rpath">;
def ignored_rpath_eq : IgnoredEq<"rpath=">;
def ignored_rpath_link : IgnoredSeparate<"rpath-link">;
def ignored_rpath_link_eq : IgnoredEq<"rpath-link=">;
def ignored_dependency_file_eq : IgnoredEq<"dependency-file=">;
def ignored_build_id : Ignored<"build-id">;
def ignored_build_id_eq : IgnoredEq<"build-id=">;
def ignored_hash_style_eq : IgnoredEq<"hash-style=">;
def ignored_color_eq : IgnoredEq<"color-diagnostics=">;

def shared : Flag<["-", "--"], "shared">,
  HelpText<"Refused: device code has no dynamic linking">;
def relocatable : Flag<["-"], "r">, HelpText<"Refused: give heddle-ld the objects themselves">;
