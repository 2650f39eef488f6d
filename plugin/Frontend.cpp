//===- Frontend.cpp - What clang is told, and tells the user --------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs before clang's own action on each file for nvptx64, and does nothing for
// other targets. It opens what clang closes for the target although Heddle can
// do it, reports at the user's line what cannot work, and adds the file passes
// to the optimizer's pipeline.
//
//===----------------------------------------------------------------------===//

#include "Frontend.h"
#include "Passes.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/DiagnosticFrontend.h"
#include "clang/Basic/TargetInfo.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"

using namespace clang;

namespace {

/// The annotation by which the device's headers mark what is not there.
constexpr StringRef UnsupportedPrefix = "heddle.unsupported:";

//===----------------------------------------------------------------------===//
// Diagnostics
//===----------------------------------------------------------------------===//

enum class Diag {
#define HEDDLE_FRONTEND_DIAG(Id, Level, Text) Id,
#include "Diagnostics.def"
};

struct DiagText {
  diag::Severity Severity;
  DiagnosticIDs::Class Class;
  const char *Text;
};

// Clang gives a note the severity of an error, and tells them by the class.
constexpr auto Error = std::pair(diag::Severity::Error,
                                 DiagnosticIDs::CLASS_ERROR);
constexpr auto Note = std::pair(diag::Severity::Fatal,
                                DiagnosticIDs::CLASS_NOTE);

constexpr DiagText DiagTexts[] = {
#define HEDDLE_FRONTEND_DIAG(Id, Level, Text)                                  \
  {Level.first, Level.second, Text},
#include "Diagnostics.def"
};

DiagnosticBuilder report(DiagnosticsEngine &Engine, SourceLocation Location,
                         Diag Which) {
  const DiagText &Entry = DiagTexts[unsigned(Which)];
  unsigned Id = Engine.getDiagnosticIDs()->getCustomDiagID(
      DiagnosticIDs::CustomDiagDesc(
          Entry.Severity, Entry.Text, Entry.Class,
          /*ShowInSystemHeader=*/true, /*ShowInSystemMacro=*/true));
  return Engine.Report(Location, Id);
}

//===----------------------------------------------------------------------===//
// What cannot work
//===----------------------------------------------------------------------===//

/// Looks through the user's own code. The system headers are ours: what they
/// use without being called is nobody's concern.
class UnsupportedVisitor : public RecursiveASTVisitor<UnsupportedVisitor> {
  const ASTContext &Context;
  DiagnosticsEngine &Engine;
  /// A template is visited in each instantiation, and reported once.
  llvm::DenseSet<SourceLocation> Reported;

public:
  UnsupportedVisitor(const ASTContext &Context, DiagnosticsEngine &Engine)
      : Context(Context), Engine(Engine) {}

  bool shouldVisitTemplateInstantiations() const { return true; }
  bool shouldVisitLambdaBody() const { return true; }

  bool isUserCode(SourceLocation Location) const {
    return Location.isValid() &&
           !Context.getSourceManager().isInSystemHeader(Location);
  }

  bool TraverseDecl(Decl *D) {
    // A whole system header's namespace is skipped at once.
    if (D && !isa<TranslationUnitDecl>(D) && !D->isImplicit() &&
        D->getLocation().isValid() && !isUserCode(D->getLocation()))
      return true;
    return RecursiveASTVisitor::TraverseDecl(D);
  }

  // Operands that are not evaluated are not called.
  bool TraverseDecltypeTypeLoc(DecltypeTypeLoc, bool = true) { return true; }
  bool TraverseUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr *) {
    return true;
  }
  bool TraverseCXXNoexceptExpr(CXXNoexceptExpr *) { return true; }

  bool VisitDeclRefExpr(DeclRefExpr *E) {
    checkUse(*E->getDecl(), E->getLocation());
    return true;
  }
  bool VisitMemberExpr(MemberExpr *E) {
    checkUse(*E->getMemberDecl(), E->getMemberLoc());
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    checkUse(*E->getConstructor(), E->getLocation());
    return true;
  }

  bool VisitGCCAsmStmt(GCCAsmStmt *S) {
    checkAssembly(S->getAsmString(), S->getAsmLoc());
    return true;
  }
  bool VisitMSAsmStmt(MSAsmStmt *S) {
    checkAssembly(S->getAsmString(), S->getAsmLoc());
    return true;
  }
  bool VisitFileScopeAsmDecl(FileScopeAsmDecl *D) {
    checkAssembly(D->getAsmString(), D->getAsmLoc());
    return true;
  }

private:
  void checkUse(const ValueDecl &D, SourceLocation Location) {
    if (!isUserCode(Location))
      return;
    for (const auto *Annotation : D.specific_attrs<AnnotateAttr>()) {
      StringRef Reason = Annotation->getAnnotation();
      if (!Reason.consume_front(UnsupportedPrefix) ||
          !Reported.insert(Location).second)
        continue;
      report(Engine, Location, Diag::UnsupportedFunction) << &D;
      report(Engine, D.getLocation(), Diag::UnsupportedReason) << Reason;
    }
  }

  void checkAssembly(StringRef Text, SourceLocation Location) {
    if (Text.trim().empty() || !isUserCode(Location) ||
        !Reported.insert(Location).second)
      return;
    report(Engine, Location, Diag::InlineAssembly);
    report(Engine, Location, Diag::InlineAssemblyNote);
  }
};

class UnsupportedConsumer : public ASTConsumer {
  DiagnosticsEngine &Engine;

public:
  explicit UnsupportedConsumer(DiagnosticsEngine &Engine) : Engine(Engine) {}

  void HandleTranslationUnit(ASTContext &Context) override {
    UnsupportedVisitor(Context, Engine)
        .TraverseDecl(Context.getTranslationUnitDecl());
  }
};

//===----------------------------------------------------------------------===//
// What clang closes for the target
//===----------------------------------------------------------------------===//

/// TargetInfo's flags are protected, and set by each target's constructor. A
/// pointer to member, named where access is allowed, reaches them legally.
struct TargetFlags : TargetInfo {
  static constexpr bool TargetInfo::*VLA = &TargetFlags::VLASupported;
  static constexpr bool TargetInfo::*TLS = &TargetFlags::TLSSupported;
  static constexpr unsigned char TargetInfo::*AtomicPromoteWidth =
      &TargetFlags::MaxAtomicPromoteWidth;
  static constexpr unsigned char TargetInfo::*AtomicInlineWidth =
      &TargetFlags::MaxAtomicInlineWidth;
};

class DeviceAction : public PluginASTAction {
  ActionType getActionType() override { return AddBeforeMainAction; }

  bool ParseArgs(const CompilerInstance &,
                 const std::vector<std::string> &) override {
    return true;
  }

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &Compiler,
                                                 StringRef) override {
    TargetInfo &Target = Compiler.getTarget();
    if (!Target.getTriple().isNVPTX())
      return std::make_unique<ASTConsumer>();
    // GlobalizeStack gives them memory.
    Target.*TargetFlags::VLA = true;
    // LowerThreadLocals gives each thread its own.
    Target.*TargetFlags::TLS = true;
    // Clang aligns no _Atomic object for this target, so that one of two ints
    // would not be lock-free although there is an instruction for it.
    Target.*TargetFlags::AtomicPromoteWidth = 64;
    Target.*TargetFlags::AtomicInlineWidth = 64;
    heddle::LowerByValOptions ByVal;
    ByVal.CopyAtCalls = !Compiler.getLangOpts().CPlusPlus;
    Compiler.getCodeGenOpts().PassBuilderCallbacks.push_back(
        [ByVal](llvm::PassBuilder &PB) {
          heddle::registerFilePasses(PB, ByVal);
        });
    return std::make_unique<UnsupportedConsumer>(Compiler.getDiagnostics());
  }
};

} // namespace

void heddle::registerFrontend() {
  static FrontendPluginRegistry::Add<DeviceAction> Registration(
      "heddle", "std::thread programs for GPU warps");
}
