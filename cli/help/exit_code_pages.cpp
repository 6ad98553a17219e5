#include "cli/help/exit_code_pages.hpp"

namespace corootctl::cli {
namespace {

constexpr std::array<ExitCodePage, 13> of_each_code{{
    {0, "ok", "All commands.",
     "The result is whole: each cluster that was meant was read or is as it shall be. A repeat changes nothing.",
     "Go on."},
    {1, "failed", "All commands.",
     "Something went wrong that no other code stands for: a file that cannot be read, an object that the API server "
     "refuses, a conflict with another manager's fields. Several clusters that failed in different ways end so, too.",
     "Read standard error: it names object and cluster and says what to try. With -o json the same is in \"error\"."},
    {2, "usage", "All commands.",
     "A flag, a value, a name or the fleet file cannot be what was meant. No cluster was asked to change anything.",
     "Put the command line or the file right: trying again as it is changes nothing. \"corootctl help COMMAND\" "
     "lists the flags, \"corootctl fleet validate\" checks a fleet file."},
    {3, "partial", "Commands that work on several clusters.",
     "What could be done is done and stays. What failed is told for each cluster on standard error, and in its "
     "\"error\" with -o json. Of commands that only read, the answer lacks those clusters.",
     "Run the same command again when the clusters that are named can be reached: it goes on where it stopped."},
    {4, "unauthorized", "All commands that contact something.",
     "An API server or a Coroot knows the user but does not allow what is needed, or the credentials have expired.",
     "Renew the credentials. \"corootctl rbac\" prints the rights that a command needs, \"corootctl auth status\" who "
     "you are at each Coroot."},
    {5, "unreachable", "All commands that contact something.",
     "No connection came about, or it broke and so did the retries: a name that does not resolve, a refused port, a "
     "certificate that is not trusted, a proxy in between.",
     "Try again, or look at the network: \"corootctl contexts\" asks every cluster, -v 6 shows each request."},
    {6, "timeout", "install, apply, upgrade, rca and others that wait.",
     "The time limit ended while something was still under way. What was written stays; the message says what was "
     "last seen of what did not get ready.",
     "Run the same command again, with a longer --timeout where the cluster is slow: it goes on where it stopped."},
    {7, "pending", "plan, render --check and dry runs.",
     "Clusters or files differ from what the fleet file wants. Nothing was written.",
     "Review the plan, then run \"corootctl apply\"; after render --check, render again and commit the files."},
    {8, "no-data", "status, rca, gate and link-clusters.",
     "Everything is in place, but Coroot has not received or computed what was asked for. This is usual in the first "
     "minutes after an installation or a link.",
     "Wait: \"corootctl rca --wait-for-data 10m\", or a longer --for of gate. When it lasts, \"corootctl check\" "
     "looks for the cause."},
    {9, "check-failed", "check and preflight.",
     "At least one check found something as grave as --fail-on says (error, when it does not say). Clusters that could "
     "not be read do not change this code.",
     "\"corootctl explain CODE\" says what each finding means and how to put it right. --suppress CODE@CLUSTER accepts "
     "one that is known."},
    {10, "fail-on", "rca --fail-on and gate.",
     "The answer is what the pipeline wants to stop for: an incident, a cause of the confidence asked for, or a "
     "release "
     "that harms. With --baseline only what is new counts.",
     "Stop the rollout or take the release back, and read the answer: it names the app, the cluster and the evidence."},
    {70, "bug", "None should.",
     "The program met a state that must not exist. It may have written before; a repeat is safe.",
     "Keep the output of -v 6 and report it."},
    {130, "interrupted", "All commands.", "Ctrl-C or SIGTERM, which is also how --watch ends. What was written stays.",
     "The last line on standard error says what is done, what is not, and the command that goes on."},
}};

}  // namespace

const std::array<ExitCodePage, 13>& exit_code_pages() { return of_each_code; }

}  // namespace corootctl::cli
