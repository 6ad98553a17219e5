/// Which files are read and how they merge. Numbers are the cases of the kubeconfig conformance table.
#include <unistd.h>

#include <algorithm>

#include "base/files.hpp"
#include "unit/kube/kubeconfig_fixture.hpp"

namespace corootctl::tests::kube_kubeconfig_files {

using namespace kubeconfig_test;
using kube::load_kubeconfig;

namespace {

Environment with_list(const std::string& list) { return Environment({{"KUBECONFIG", list}, {"HOME", "/nowhere"}}); }

constexpr const char* one =
    "current x; cluster c server=https://one:6443; user u token=t0k; context x cluster=c user=u";
constexpr const char* two =
    "current x; cluster c server=https://two:6443; user u token=t0k; context x cluster=c user=u";

Environment home_only(const std::string& home) {
  Environment out;
  out.set("HOME", home);
  return out;
}

}  // namespace

TEST_CASE("kubeconfig 3: the default file is below HOME, or below the working directory without one") {
  const Folder folder;
  folder.write(".kube/config", base_file());
  const auto config = load_kubeconfig("", home_only(folder.path()));
  REQUIRE(config);
  CHECK(summary(*config) == one);
  CHECK(config->files == std::vector<std::string>{folder.path(".kube/config")});
  CHECK(config->current_context_file == folder.path(".kube/config"));

  const auto homeless = load_kubeconfig("", Environment());
  REQUIRE(homeless);
  CHECK(homeless->missing_files == std::vector<std::string>{".kube/config"});
}

TEST_CASE("kubeconfig 26: the first file that defines a name supplies the whole entry") {
  const Folder folder;
  const auto a = folder.write("a", "current-context: ''\nclusters:\n- {name: c, cluster: {server: 'https://a'}}\n");
  const auto b =
      folder.write("b",
                   "current-context: x\nclusters:\n"
                   "- {name: c, cluster: {server: 'https://b', tls-server-name: tn, proxy-url: 'http://p:1'}}\n");
  const auto forward = load_kubeconfig("", with_list(a + ":" + b));
  REQUIRE(forward);
  CHECK(summary(*forward) == "current x; cluster c server=https://a");
  CHECK(forward->current_context_file == b);
  CHECK(forward->shadowed == std::vector<std::string>{"cluster c in " + b + " is ignored: " + a + " defines it first"});

  const auto backward = load_kubeconfig("", with_list(b + ":" + a));
  REQUIRE(backward);
  CHECK(summary(*backward) == "current x; cluster c server=https://b tls-name=tn proxy=http://p:1");
}

TEST_CASE("kubeconfig 26: later contexts, users and current-contexts are noted as ignored") {
  const Folder folder;
  const auto a = folder.write("a", base_file());
  const auto b = folder.write("b", base_file("https://two:6443"));
  const auto config = load_kubeconfig("", with_list(a + ":" + b));
  REQUIRE(config);
  CHECK(folder.masked(join(config->shadowed, "\n")) ==
        "context x in DIR/b is ignored: DIR/a defines it first\n"
        "cluster c in DIR/b is ignored: DIR/a defines it first\n"
        "user u in DIR/b is ignored: DIR/a defines it first\n"
        "current-context in DIR/b is ignored: DIR/a sets it first");
}

TEST_CASE("kubeconfig 1, 2, 4: which files are read") {
  const Folder folder;
  const auto a = folder.write("a", base_file());
  const auto b = folder.write("b", base_file("https://two:6443"));
  const auto bad = folder.write("bad", "clusters: {}\n");
  const std::string bad_text = "E kubeconfig: DIR/bad: line 1, column 11: clusters: expected a list, found an object";
  struct Case {
    std::string name;
    std::string flag, list, expected;
  };
  const Case cases[] = {
      {"a missing file in the list is skipped", "", folder.path("nope") + ":" + b, two},
      {"all missing is the empty config", "", folder.path("n1") + ":" + folder.path("n2"), ""},
      {"empty elements are skipped", "", "::" + b + ":", two},
      {"a path named twice is read once", "", bad + ":" + bad, bad_text},
      {"the flag wins over the list", a, b, one},
      {"a missing file named by the flag is an error", folder.path("nope"), b,
       "E kubeconfig: cannot read DIR/nope: No such file or directory"},
      {"the flag names exactly one file", a + ":" + b, "",
       "E kubeconfig: cannot read DIR/a:DIR/b: No such file or directory"},
      {"an empty flag is no flag", "", b, two},
      {"a tilde is a letter", "", "~/k:" + b, two},
      {"quotes are letters", "", "\"" + a + "\":" + b, two},
      {"the null device is an empty config", "", "/dev/null", ""},
      {"commas do not separate", "", a + "," + a + ":" + b, two},
  };
  for (const auto& test : cases) {
    CAPTURE(test.name);
    CHECK(folder.masked(summary(load_kubeconfig(test.flag, with_list(test.list)))) == test.expected);
  }
}

TEST_CASE("kubeconfig 5: every bad file of the list is reported, and nothing is loaded") {
  const Folder folder;
  const auto good = folder.write("good", base_file());
  const auto bad1 = folder.write("bad1", "users: 5\n");
  const auto bad2 = folder.write("bad2", "current-context: [x]\n");
  folder.write("dir/file", "");
  struct Case {
    std::string name;
    std::string list, expected;
  };
  const Case cases[] = {
      {"two broken files", bad1 + ":" + bad2,
       "E kubeconfig: 2 problems\n"
       "- DIR/bad1: line 1, column 8: users: expected a list, found an integer\n"
       "- DIR/bad2: line 1, column 18: current-context: expected a string, found a list"},
      {"broken plus good", bad1 + ":" + good,
       "E kubeconfig: DIR/bad1: line 1, column 8: users: expected a list, found an integer"},
      {"a directory", folder.path("dir") + ":" + good, "E kubeconfig: cannot read DIR/dir: it is a directory"},
      {"a path below a file", good + "/x:" + good, "E kubeconfig: cannot read DIR/good/x: Not a directory"},
  };
  for (const auto& test : cases) {
    CAPTURE(test.name);
    CHECK(folder.masked(summary(load_kubeconfig("", with_list(test.list)))) == test.expected);
  }
}

TEST_CASE("kubeconfig 5: an unreadable file is an error") {
  const Folder folder;
  const auto file = folder.write("k", base_file(), 0000);
  const auto root = ::geteuid() == 0;
  if (root) REQUIRE(::seteuid(65534) == 0);  // permissions do not stop root: read as nobody
  const auto config = load_kubeconfig("", with_list(file));
  if (root) REQUIRE(::seteuid(0) == 0);
  CHECK(folder.masked(summary(config)) == "E kubeconfig: cannot read DIR/k: Permission denied");
}

TEST_CASE("kubeconfig 27: paths are relative to the file that holds them") {
  const Folder folder;
  const std::string text =
      "clusters:\n- {name: %, cluster: {certificate-authority: certs/../ca.crt}}\n"
      "users:\n- {name: %, user: {client-certificate: ./c.crt, client-key: /abs/k.pem, tokenFile: ~/tok,"
      " exec: {command: bin/p}}}\n"
      "- {name: %2, user: {exec: {command: p, args: [./q]}}}\n";
  const auto named = [&text](const std::string& name) {
    auto out = text;
    for (auto at = out.find('%'); at != std::string::npos; at = out.find('%')) out.replace(at, 1, name);
    return out;
  };
  const auto a = folder.write("a/k", named("a"));
  const auto b = folder.write("b/k", named("b"));
  CHECK(folder.masked(summary(load_kubeconfig("", with_list(a + ":" + b)))) ==
        "cluster a ca=DIR/a/ca.crt; cluster b ca=DIR/b/ca.crt; "
        "user a token-file=DIR/a/~/tok cert=DIR/a/c.crt key=/abs/k.pem exec=DIR/a/bin/p; "
        "user a2 exec=p args=./q; "
        "user b token-file=DIR/b/~/tok cert=DIR/b/c.crt key=/abs/k.pem exec=DIR/b/bin/p; "
        "user b2 exec=p args=./q");

  std::filesystem::create_directory(folder.path("link"));
  std::filesystem::create_symlink(a, folder.path("link/k"));
  const auto linked = load_kubeconfig(folder.path("link/k"), Environment());
  REQUIRE(linked);
  CHECK(linked->clusters.at("a").certificate_authority == folder.path("link/ca.crt"));
}

TEST_CASE("kubeconfig 7: nothing is ever written, copied or locked") {
  const Folder folder;
  folder.write(".kube/.kubeconfig", base_file());  // where kubectl looks for a file of its first years, and copies it
  const auto legacy = load_kubeconfig("", home_only(folder.path()));
  REQUIRE(legacy);
  CHECK(summary(*legacy) == "");
  folder.write(".kube/config", base_file());
  REQUIRE(load_kubeconfig("", home_only(folder.path())));
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path(".kube")))
    names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  CHECK(names == std::vector<std::string>{".kubeconfig", "config"});
  CHECK(read_file(folder.path(".kube/config")).value_or("") == base_file());
}

TEST_CASE("kubeconfig 6: a file of secrets that everybody may read is warned about") {
  const Folder folder;
  const auto open = folder.write("open", base_file(), 0644);
  const auto closed = folder.write("closed", base_file(), 0640);
  const auto harmless = folder.write("harmless", file_with("{server: 'https://h'}", "{tokenFile: t}"), 0644);
  const auto warnings = [](const std::string& file) { return load_kubeconfig(file, Environment())->warnings; };
  CHECK(warnings(open) == std::vector<std::string>{"kubeconfig " + open +
                                                   " holds credentials and every user of this machine can read it "
                                                   "(mode 0644); chmod 600 it"});
  CHECK(warnings(closed).empty());
  CHECK(warnings(harmless).empty());
}

}  // namespace corootctl::tests::kube_kubeconfig_files
