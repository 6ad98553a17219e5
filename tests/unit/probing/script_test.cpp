#include <doctest/doctest.h>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "probing/answers.hpp"
#include "probing/job.hpp"
#include "support/temporary_directory.hpp"

namespace corootctl::tests::probing_script {

using checks::Address;

namespace {

/// A curl that answers by the address that it is asked for, its last argument.
constexpr auto pretended_curl = R"(#!/bin/sh
for url do :; done
case $url in
  *good*) printf '400|text/plain; charset=utf-8|' ;;
  *page*) printf '200|text/html|' ;;
  *moved*) printf '301|text/html|https://new.example.com/api/v1/query_range' ;;
  *dead*) printf '000||'; exit 7 ;;
  *late*) printf '000||'; exit 28 ;;
  *odd*) printf '000||'; exit 99 ;;
esac
)";

struct Shell {
  TemporaryDirectory folder = std::move(*TemporaryDirectory::create());

  /// What the container of the Job would leave as its message, run by the sh of this machine.
  std::string said(const std::vector<std::string>& urls, bool has_curl = true) const {
    if (has_curl) REQUIRE(write_file_atomically(folder.path() + "/curl", pretended_curl, 0700).has_value());
    const auto job = probing::job_of({"coroot", "image", {}, {}, {}, urls});
    const auto& container = job.at({"spec", "template", "spec", "containers"})[std::size_t{0}];
    Program program;
    for (const auto& word : container["command"].as_list()) program.argv.push_back(word.as_string());
    for (const auto& word : container["args"].as_list()) program.argv.push_back(word.as_string());
    program.argv[0] = "/bin/sh";
    const std::string log = "/dev/termination-log";
    auto& script = program.argv[2];
    script.replace(script.find(log), log.size(), folder.path() + "/log");
    program.env.set("PATH", folder.path());
    program.deadline = Deadline::in(std::chrono::seconds(30));
    const auto done = run_program(program, {});
    REQUIRE(done.has_value());
    REQUIRE(done->exit_code == 0);
    return read_file(folder.path() + "/log").value_or("");
  }
};

std::vector<std::string> seen(const std::string& said, const std::vector<std::string>& urls) {
  std::vector<Address> asked;
  for (const auto& url : urls) asked.push_back({"m", url, "inside the hub", "unprobed", "", {}, true});
  std::vector<std::string> out;
  for (const auto& each : probing::read_answers(said, asked)) out.push_back(each.outcome + ": " + each.detail);
  return out;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE_FIXTURE(Shell, "what the container runs tells each address's outcome, in whatever order they end") {
  const Lines urls{"http://good", "http://page?a=1&b=$(id)", "http://moved", "http://dead", "http://late",
                   "http://odd"};
  CHECK(seen(said(urls), urls) == Lines{"ok: ", "web-page: a web page answers (200), not Coroot's API",
                                        "redirect: it redirects (301) to https://new.example.com/api/v1/query_range",
                                        "unreachable: nothing takes the connection", "unreachable: no answer in time",
                                        "unreachable: curl ended with 99"});
}

TEST_CASE_FIXTURE(Shell, "an image without curl is told, and so is an address without a line") {
  CHECK(seen(said({"http://good"}, false), {"http://good"}) ==
        Lines{"unprobed: the image has no curl: name another one with --probe-image"});
  CHECK(seen("", {"http://good"}) == Lines{"unprobed: the probe ended without a word about it"});
  CHECK(seen("x|y\n|\n9|0|400||\n1|", {"http://good"}) == Lines{"unprobed: the probe ended without a word about it"});
}

TEST_CASE_FIXTURE(Shell, "all that one container may say fits into the message of its end") {
  const std::string longest = "http://moved/" + std::string(300, 'x');
  CHECK(said(Lines(probing::most_addresses, longest)).size() <= 4096);
}

}  // namespace corootctl::tests::probing_script
