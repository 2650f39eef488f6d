#pragma GCC system_header
extern "C" int only_wrapped();
__attribute__((annotate("heddle.unsupported:for the header's own use"))) int
marked();
inline int wrapped_in_a_header() { return marked(); }
