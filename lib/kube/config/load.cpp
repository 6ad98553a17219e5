#include "kube/config/kubeconfig.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "base/files.hpp"
#include "base/text.hpp"
#include "kube/config/decode.hpp"

namespace corootctl::kube {
namespace {

/// Lexical, as Go's filepath.Join: the links of `base` are not followed (kubeconfig 27).
void make_absolute(std::string& path, const std::filesystem::path& base) {
  if (path.empty() || path.front() == '/' || !check_path(path)) return;
  path = (base / path).lexically_normal().string();
  if (path.size() > 1 && path.back() == '/') path.pop_back();
}

std::filesystem::path folder_of(const std::string& file) {
  std::error_code error;
  const auto absolute = std::filesystem::absolute(file, error);
  return (error ? std::filesystem::path(file) : absolute).lexically_normal().parent_path();
}

void resolve_paths(KubeconfigFile& file, const std::filesystem::path& base) {
  for (auto& [name, cluster] : file.clusters) make_absolute(cluster.certificate_authority, base);
  for (auto& [name, user] : file.users) {
    make_absolute(user.client_certificate, base);
    make_absolute(user.client_key, base);
    make_absolute(user.token_file, base);
    // A bare command is looked up in PATH, not beside the file.
    if (user.exec && user.exec->command.find('/') != std::string::npos) make_absolute(user.exec->command, base);
  }
}

/// The first file that defines a name supplies the whole entry (kubeconfig 26).
template <class Entry>
void merge_entries(const char* kind, std::vector<std::pair<std::string, Entry>>& from,
                   std::map<std::string, Entry, std::less<>>& into, std::vector<std::string>& shadowed) {
  for (auto& [name, entry] : from) {
    const auto file = entry.file;
    const auto [kept, fresh] = into.try_emplace(std::move(name), std::move(entry));
    if (fresh) continue;
    shadowed.push_back(
        fmt::format("{} {} in {} is ignored: {} defines it first", kind, kept->first, file, kept->second.file));
  }
}

void merge_file(KubeconfigFile& file, const std::string& path, Kubeconfig& into) {
  resolve_paths(file, folder_of(path));
  merge_entries("context", file.contexts, into.contexts, into.shadowed);
  merge_entries("cluster", file.clusters, into.clusters, into.shadowed);
  merge_entries("user", file.users, into.users, into.shadowed);
  if (file.current_context.empty()) return;
  if (!into.current_context.empty()) {
    into.shadowed.push_back(
        fmt::format("current-context in {} is ignored: {} sets it first", path, into.current_context_file));
    return;
  }
  into.current_context = file.current_context;
  into.current_context_file = path;
}

/// kubectl says nothing about permissions; a file of secrets that everybody reads deserves a word (kubeconfig 6).
void warn_when_public(const KubeconfigFile& file, const std::string& path, std::vector<std::string>& warnings) {
  struct stat info{};
  if (!holds_secrets(file) || ::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return;
  if ((info.st_mode & S_IROTH) == 0) return;
  warnings.push_back(
      fmt::format("kubeconfig {} holds credentials and every user of this machine can read it (mode "
                  "{:04o}); chmod 600 it",
                  path, info.st_mode & 07777U));
}

/// A content has line breaks or braces; else each part must be a path, however many there are.
Result<> check_paths(const std::string& list) {
  const bool is_one = list.find_first_of("\n{") != std::string::npos;
  for (const auto& name : is_one ? std::vector{list} : split(list, ':')) {
    CTL_CHECK(check_path(name), "KUBECONFIG");
  }
  return {};
}

Result<std::vector<std::string>> file_names(const std::string& explicit_file, const Environment& env) {
  if (!explicit_file.empty()) return std::vector{explicit_file};
  const auto list = env.get_or_empty("KUBECONFIG");
  CTL_RUN(check_paths(list));
  if (list.empty()) {
    const auto home = env.get_or_empty("HOME");
    return std::vector{home.empty() ? ".kube/config"
                                    : (std::filesystem::path(home) / ".kube/config").lexically_normal().string()};
  }
  std::vector<std::string> out;
  for (auto& name : split(list, ':')) {
    if (!name.empty() && std::find(out.begin(), out.end(), name) == out.end()) out.push_back(std::move(name));
  }
  return out;
}

struct Loading {
  Kubeconfig config{};
  FieldProblems problems{};
};

void load_one(const std::string& path, bool required, Loading& loading) {
  auto text = read_file(path);
  if (!text && text.error().kind == ErrorKind::not_found && !required) {
    loading.config.missing_files.push_back(path);
    return;
  }
  if (!text) {
    loading.problems.texts.push_back(text.error().what);
    return;
  }
  loading.problems.source = path;
  auto file = decode_kubeconfig(*text, path, loading.problems);
  wipe(*text);
  loading.config.files.push_back(path);
  warn_when_public(file, path, loading.config.warnings);
  merge_file(file, path, loading.config);
}

Result<Kubeconfig> finish(Loading loading) {
  const auto& texts = loading.problems.texts;
  if (texts.empty()) return std::move(loading.config);
  const auto hint = loading.problems.hint;
  if (texts.size() == 1) return fail_with_hint(ErrorKind::config, hint, "kubeconfig: {}", texts.front());
  return fail_with_hint(ErrorKind::config, hint, "kubeconfig: {} problems\n- {}", texts.size(), join(texts, "\n- "));
}

}  // namespace

Result<Kubeconfig> load_kubeconfig(const std::string& explicit_file, const Environment& env) {
  Loading loading;
  CTL_PASS(const auto paths, file_names(explicit_file, env));
  for (const auto& path : paths) load_one(path, !explicit_file.empty(), loading);
  return finish(std::move(loading));
}

}  // namespace corootctl::kube
