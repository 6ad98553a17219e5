/// From the kubeconfig and the names of contexts in flags to clusters, and what is to be said about them.
#pragma once

#include "cli/env.hpp"

namespace corootctl::cli {

/// The kubeconfig the flags name. Says what is unsafe about its files, and at -v=1 which definitions are ignored.
/// Errors: config.
Result<kube::Kubeconfig> load_kubeconfig(const Env& env);
/// The same with another file; "" = as KUBECONFIG says.
Result<kube::Kubeconfig> load_kubeconfig(const std::string& file, const Env& env);

/// What is unsafe or ignored in the entries that were chosen, each thing once.
void warn_about(const std::vector<fleet::ClusterRef>& clusters, const Env& env);

/// What could not be read of a cluster: "cluster prod-a was not read whole: uid: ...".
void say_unread(const std::string& context, const std::vector<std::string>& gaps, const Env& env);

/// --context and --contexts-file together: what the flags name, then the file's lines, one context or glob each; empty
/// lines and those that begin with '#' do not count. Errors: config when it cannot be read, usage when it names none.
Result<std::vector<std::string>> named_contexts(const std::vector<std::string>& flags, const std::string& file);

/// Contexts by name or glob, bad entries with their `problem`. Says what is unsafe or ignored in their entries. Errors:
/// usage for one that is not there.
Result<std::vector<fleet::ClusterRef>> select(const kube::Kubeconfig& config, const std::vector<std::string>& names,
                                              const Env& env);

/// Exactly one context, a bad entry with its `problem`; a glob is refused when it fits several. `flag` = "--hub", for
/// the message.
Result<fleet::ClusterRef> select_single(const kube::Kubeconfig& config, const std::string& name, const char* flag,
                                        const Env& env);

/// The same; a bad entry is refused, too.
Result<fleet::ClusterRef> select_one(const kube::Kubeconfig& config, const std::string& name, const char* flag,
                                     const Env& env);

/// The current context's name; "" without any context, where flags or the pod may say what is meant. Errors: usage when
/// there is none; `flag` is what names one instead.
Result<std::string> current_context(const kube::Kubeconfig& config, const char* flag);

/// The one context a writing command may take without being told: the only one there is ("" in a pod), or the current
/// one when `typed_out` (--current-context). Errors: usage. Guessing among several could write into the wrong cluster.
Result<std::string> context_to_write(const kube::Kubeconfig& config, bool typed_out, const char* flag);

}  // namespace corootctl::cli
