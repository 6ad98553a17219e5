#include "render/compare.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include "base/files.hpp"
#include "base/text.hpp"

namespace corootctl::render {
namespace {

namespace fs = std::filesystem;
using Kind = Difference::Kind;
using Lines = std::vector<std::string>;

constexpr std::size_t most_lines = 12;         // that are told of one file
constexpr std::size_t most_pairs = 4'000'000;  // of lines that are compared; above it all of both sides differ

/// Lines of two texts, without what both begin with and end with.
struct Sides {
  Lines before{};
  Lines after{};
  std::size_t head = 0;  ///< lines that both begin with
};

Sides sides_of(const std::string& before, const std::string& after) {
  Sides out{split(before, '\n'), split(after, '\n'), 0};
  while (!out.before.empty() && !out.after.empty() && out.before.back() == out.after.back()) {
    out.before.pop_back();
    out.after.pop_back();
  }
  const auto least = std::min(out.before.size(), out.after.size());
  while (out.head < least && out.before[out.head] == out.after[out.head]) ++out.head;
  const auto end = static_cast<std::ptrdiff_t>(out.head);
  out.before.erase(out.before.begin(), out.before.begin() + end);
  out.after.erase(out.after.begin(), out.after.begin() + end);
  return out;
}

/// Lengths of the longest common subsequences of what begins with line i of the one and line j of the other. Empty
/// for texts that are too long for it.
std::vector<std::vector<int>> common_lengths(const Sides& sides) {
  const auto rows = sides.before.size(), columns = sides.after.size();
  if (rows * columns > most_pairs) return {};
  std::vector<std::vector<int>> out(rows + 1, std::vector<int>(columns + 1, 0));
  for (auto i = rows; i-- > 0;) {
    for (auto j = columns; j-- > 0;)
      out[i][j] = sides.before[i] == sides.after[j] ? out[i + 1][j + 1] + 1 : std::max(out[i + 1][j], out[i][j + 1]);
  }
  return out;
}

/// The lines that differ, each group with the line of the new text where it begins.
Lines marked_lines(const Sides& sides) {
  const auto lengths = common_lengths(sides);
  Lines out;
  std::size_t i = 0, j = 0;
  bool in_group = false;
  while (i < sides.before.size() || j < sides.after.size()) {
    const bool has_both = i < sides.before.size() && j < sides.after.size();
    if (has_both && !lengths.empty() && sides.before[i] == sides.after[j]) {
      ++i, ++j;
      in_group = false;
      continue;
    }
    if (!std::exchange(in_group, true)) out.push_back(fmt::format("@@ line {} @@", sides.head + j + 1));
    const bool is_old =
        j == sides.after.size() || (has_both && (lengths.empty() || lengths[i + 1][j] >= lengths[i][j + 1]));
    out.push_back(is_old ? "-" + sides.before[i++] : "+" + sides.after[j++]);
  }
  return out;
}

std::string differing_lines(const std::string& before, const std::string& after) {
  const auto lines = marked_lines(sides_of(before, after));
  std::string out;
  for (std::size_t i = 0; i < lines.size() && i < most_lines; ++i) out += lines[i] + "\n";
  return lines.size() <= most_lines ? out : out + fmt::format("... {} more lines\n", lines.size() - most_lines);
}

/// Whether a folder below a tree's is the root of another tree: it has a README of its own.
bool is_other_tree(const fs::directory_entry& entry) {
  std::error_code ignored;
  const auto readme = entry.path() / "README.md";
  if (!entry.is_directory(ignored) || !fs::is_regular_file(readme, ignored)) return false;
  const auto text = read_file(readme.string());
  return text && is_ours(*text);
}

bool may_be_ours(const fs::directory_entry& entry) {
  std::error_code ignored;
  const auto extension = entry.path().extension();
  return entry.is_regular_file(ignored) && (extension == ".yaml" || extension == ".md");
}

/// Path below the folder -> text, of the files that render made.
Result<std::map<std::string, std::string>> own_files(const std::string& folder) {
  std::map<std::string, std::string> out;
  std::error_code error;
  fs::recursive_directory_iterator it(folder, error);
  for (const fs::recursive_directory_iterator end; !error && it != end; it.increment(error)) {
    if (it->path().filename() == ".git" || is_other_tree(*it)) it.disable_recursion_pending();
    if (!may_be_ours(*it)) continue;
    CTL_PASS(auto text, read_file(it->path().string()));
    if (is_ours(text)) out[fs::relative(it->path(), folder, error).generic_string()] = std::move(text);
  }
  if (error && error != std::errc::no_such_file_or_directory)
    return fail(ErrorKind::config, "{}: {}", folder, error.message());
  return out;
}

Result<> make_folder_of(const fs::path& file) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (error) return fail(ErrorKind::config, "{}: {}", file.parent_path().string(), error.message());
  return {};
}

/// Stops at the first folder that still has something in it.
void remove_with_empty_folders(const fs::path& root, fs::path path) {
  std::error_code error;
  for (fs::remove(path, error); !error && path.has_parent_path() && path.parent_path() != root;) {
    path = path.parent_path();
    if (!fs::is_empty(path, error) || error) return;
    fs::remove(path, error);
  }
}

/// Also what is there already, written by another user's habits or by git.
Result<> keep_secret(const Tree& tree, const fs::path& root) {
  constexpr auto owner = fs::perms::owner_read | fs::perms::owner_write;
  for (const auto& file : tree) {
    std::error_code error;
    if (file.is_secret) fs::permissions(root / file.path, owner, error);
    if (error) return fail(ErrorKind::config, "{}: {}", (root / file.path).string(), error.message());
  }
  return {};
}

}  // namespace

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::missing: return "missing";
    case Kind::differs: return "differs";
    case Kind::extra: return "extra";
    case Kind::foreign: break;
  }
  return "foreign";
}

Result<std::vector<Difference>> compare(const Tree& tree, const std::string& folder) {
  CTL_PASS(auto there, own_files(folder));
  std::vector<Difference> out;
  for (const auto& file : tree) {
    const auto live = there.find(file.path);
    std::error_code error;
    if (live == there.end()) {
      const bool is_foreign = fs::exists(fs::path(folder) / file.path, error);
      out.push_back({is_foreign ? Kind::foreign : Kind::missing, file.path, {}});
      continue;
    }
    if (live->second != file.text) {
      auto lines = file.is_secret ? std::string() : differing_lines(live->second, file.text);
      out.push_back({Kind::differs, file.path, std::move(lines)});
    }
    there.erase(live);
  }
  for (const auto& [path, text] : there) out.push_back({Kind::extra, path, {}});
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return out;
}

Result<> bring_up_to_date(const Tree& tree, const std::vector<Difference>& differences, const std::string& folder) {
  for (const auto& each : differences) {
    if (each.kind == Kind::foreign)
      return fail_with_hint(ErrorKind::usage, "Move it away, or choose another folder.",
                            "{}/{} was not made by render, so it is not overwritten", folder, each.path);
  }
  const fs::path root = fs::path(folder);
  for (const auto& each : differences) {
    if (each.kind == Kind::extra) {
      remove_with_empty_folders(root, root / each.path);
      continue;
    }
    const auto file =
        std::find_if(tree.begin(), tree.end(), [&](const File& other) { return other.path == each.path; });
    CTL_RUN(make_folder_of(root / each.path));
    CTL_RUN(write_file_atomically((root / each.path).string(), file->text, file->is_secret ? 0600 : 0644));
  }
  return keep_secret(tree, root);
}

}  // namespace corootctl::render
