#include "cli/commands/all.hpp"
#include "cli/commands/render/flags.hpp"
#include "cli/commands/render/view.hpp"
#include "render/render.hpp"

namespace corootctl::cli {
namespace {

std::vector<std::string> names_of(const std::vector<fleetfile::Cluster>& members) {
  std::vector<std::string> out;
  for (const auto& member : members) out.push_back(member.name);
  return out;
}

/// The hub's resource needs all members, also where files of some are asked for.
Result<render::Rendered> rendered(const RenderOptions& options, render::Settings settings, const Env& env) {
  CTL_PASS(const auto fleet, load_fleet({options.fleet.file, {}}, env));
  if (options.emit_secrets) {
    CTL_PASS(settings.keys, keys_of(options, fleet));
  }
  std::vector<std::string> only;
  if (!options.fleet.members.empty()) {
    CTL_PASS(const auto chosen, load_fleet(options.fleet, env));
    only = names_of(chosen.members);
  }
  return render::render_fleet(fleet, only, settings);
}

void print_tree(const render::Tree& tree, const Env& env) {
  env.print(text_as(
      env.format, [&] { return tree_value(tree); }, [&] { return names(tree, &render::File::path); },
      [&](bool) { return stream_text(tree); }));
}

template <class Text>
void print_differences(const Differences& differences, const Env& env, Text text) {
  env.print(text_as(
      env.format, [&] { return differences_value(differences); },
      [&] { return names(differences, &render::Difference::path); }, [&](bool) { return text(differences); }));
}

ExitCode check_folder(const Differences& differences, const RenderOptions& options, const Env& env) {
  print_differences(differences, env, differences_text);
  if (differences.empty()) {
    if (!env.globals.quiet) env.talk.line(options.check + " is up to date.");
  } else {
    env.talk.line(fmt::format("{} is stale: render with --out {} and commit that.", options.check, options.check));
  }
  return exit_code_of_pending(!differences.empty());
}

Result<ExitCode> run_render(const RenderOptions& options, const Env& env) {
  CTL_PASS(auto settings, render_settings(options));
  if (options.emit_secrets && is_printed(options) && env.surface.terminal.out)
    return fail_with_hint(ErrorKind::usage, "Add --out DIR, or a pipe.", "--emit-secrets: a terminal gets no keys");
  CTL_PASS(const auto result, rendered(options, std::move(settings), env));
  for (const auto& warning : result.warnings) env.talk.warn(warning);
  if (is_printed(options)) {
    print_tree(result.tree, env);
    return ExitCode::ok;
  }
  const auto& folder = options.check.empty() ? options.out : options.check;
  CTL_PASS(const auto differences, render::compare(result.tree, folder));
  if (!options.check.empty()) return check_folder(differences, options, env);
  CTL_RUN(render::bring_up_to_date(result.tree, differences, folder));
  print_differences(differences, env, written_text);
  if (differences.empty() && !env.globals.quiet) env.talk.line("Nothing changed: " + folder + " was up to date.");
  return ExitCode::ok;
}

}  // namespace

Command render_command() {
  return verb<RenderOptions>(
      {.name = "render",
       .summary = "Write the fleet as files for kubectl, kustomize, Argo CD or Flux",
       .usage = "[-f FILE] [--format FORMAT] [--out DIR | --check DIR] [flags]",
       .details =
           "Makes from the fleet file the manifests that apply would write, without any cluster: no server is asked, "
           "and no file holds a key unless --emit-secrets is given. Members need url in the fleet file, since nobody "
           "can be asked for it. The same fleet gives the same bytes, so --check tells a pipeline whether the tree in "
           "git is stale. Files that render did not make are neither overwritten nor removed.",
       .examples = "corootctl render                                      # plain manifests on standard output\n"
                   "corootctl render --out manifests\n"
                   "corootctl render --format kustomize --out deploy/coroot\n"
                   "corootctl render --format argocd --repo-url https://git.example.com/fleet --out .\n"
                   "corootctl render --format flux --secrets external --out .\n"
                   "sops -d keys.yaml | corootctl render --emit-secrets --keys - --out DIR\n"
                   "# in a pipeline\n"
                   "corootctl render --format flux --check .",
       .formats = "table|json|yaml|name"},
      declare_render, run_render);
}

}  // namespace corootctl::cli
