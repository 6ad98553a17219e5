/// C functions of shared libraries that are loaded at their first call: libcurl and OpenSSL bring thirty others, and
/// `version`, `help` and completion, which a shell runs at every TAB, need none of them.
#pragma once

#include <algorithm>

namespace corootctl {

/// A text as a template's argument.
template <unsigned Size>
struct FixedText {
  char letters[Size]{};                                                                // NOLINT: a template's argument
  constexpr FixedText(const char (&text)[Size]) { std::copy_n(text, Size, letters); }  // NOLINT: reads as the text
};

/// The address of `function` in `library` (file name with its version, as the linker would note it), which stays
/// loaded. Throws std::runtime_error when one of them is not there: the program is not installed as it was built.
void* address_on_demand(const char* library, const char* function);

/// Calls as the function itself does. Safe from several threads.
template <FixedText library, FixedText name, class Function>
struct OnDemand;

template <FixedText library, FixedText name, class Result, class... Fixed>
struct OnDemand<library, name, Result(Fixed...)> {
  Result operator()(Fixed... arguments) const {
    static auto* const function =
        reinterpret_cast<Result (*)(Fixed...)>(address_on_demand(library.letters, name.letters));
    return function(arguments...);
  }
};

/// One with "..." behind its parameters.
template <FixedText library, FixedText name, class Result, class... Fixed>
struct OnDemand<library, name, Result(Fixed..., ...)> {
  template <class... More>
  Result operator()(Fixed... arguments, More... more) const {
    static auto* const function =
        reinterpret_cast<Result (*)(Fixed..., ...)>(address_on_demand(library.letters, name.letters));
    return function(arguments..., more...);
  }
};

}  // namespace corootctl

/// Stands in for the global function `name` in the namespace where it is written, so that calls read as they would
/// without it. Where the program is to hold its libraries itself (COROOTCTL_ON_DEMAND=OFF) it is the function.
#ifdef COROOTCTL_ON_DEMAND
#define CTL_ON_DEMAND(library, name) \
  inline constexpr ::corootctl::OnDemand<library, #name, decltype(::name)> name {}
#else
#define CTL_ON_DEMAND(library, name) using ::name
#endif
