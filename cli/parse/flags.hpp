/// Declaring flags so that help, manual pages and completion can read everything from the declaration: the name of the
/// value ("FILE", "CONTEXT", or "a|b|c" for a choice) says what may stand there.
#pragma once

#include <CLI/CLI.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace corootctl::cli {

/// The last one given wins, as in kubectl.
CLI::Option* text_flag(CLI::App& app, const std::string& name, std::string& into, const char* value, const char* help);
/// Repeatable; commas do not separate.
CLI::Option* list_flag(CLI::App& app, const std::string& name, std::vector<std::string>& into, const char* value,
                       const char* help);
/// One of `choices` ("a|b|c").
CLI::Option* choice_flag(CLI::App& app, const std::string& name, std::string& into, const char* choices,
                         const char* help);
/// A switch; also --name=true and --name=false.
CLI::Option* switch_flag(CLI::App& app, const std::string& name, bool& into, const char* help);
/// An integer from `least` to `most`.
CLI::Option* number_flag(CLI::App& app, const std::string& name, int& into, int least, int most, const char* help);
/// A span as Go writes it ("1m30s", "500ms"), or whole seconds.
CLI::Option* span_flag(CLI::App& app, const std::string& name, std::chrono::milliseconds& into, const char* help);

/// The same in kubectl's narrower form: no parts of bare seconds, no days (kubeconfig 41).
CLI::Option* kubectl_span_flag(CLI::App& app, const std::string& name, std::chrono::milliseconds& into,
                               const char* help);

/// These flags stand under this heading of the help text.
void heading(const char* title, const std::vector<CLI::Option*>& flags);

}  // namespace corootctl::cli
