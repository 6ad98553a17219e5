#include "cli/commands/render/flags.hpp"

#include "base/files.hpp"
#include "cli/parse/flags.hpp"
#include "render/given_keys.hpp"

namespace corootctl::cli {
namespace {

render::Form form_of(const std::string& format) {
  if (format == "kustomize") return render::Form::kustomize;
  if (format == "argocd") return render::Form::argocd;
  return format == "flux" ? render::Form::flux : render::Form::plain;
}

render::Secrets secrets_of(const std::string& text) {
  if (text == "external") return render::Secrets::external;
  return text == "sealed" ? render::Secrets::sealed : render::Secrets::reference;
}

void declare_engine(CLI::App& app, render::Settings& s) {
  heading(
      "Argo CD and Flux",
      {text_flag(app, "--repo-url", s.repo_url, "URL", "git repository that has the tree (Argo CD)"),
       text_flag(app, "--revision", s.revision, "NAME", "branch, tag or commit that Argo CD follows (default HEAD)"),
       text_flag(app, "--path", s.path, "PATH", "of the tree in the repository (default: its root)"),
       text_flag(app, "--destination", s.destination, "TEXT",
                 "the cluster's name in Argo CD, made of {name}, {context}, {project}, {label.KEY} (default "
                 "{context})"),
       text_flag(app, "--engine-namespace", s.engine_namespace, "NAME",
                 "where Argo CD or Flux runs (default argocd, flux-system)")});
}

void declare_secrets(CLI::App& app, RenderOptions& o) {
  heading("Secrets",
          {choice_flag(app, "--secrets", o.secrets, "reference|external|sealed",
                       "named only, ExternalSecrets, or SealedSecrets that people fill in (default reference)"),
           text_flag(app, "--secret-store", o.settings.store.name, "NAME",
                     "ClusterSecretStore of the ExternalSecrets (default coroot)"),
           text_flag(app, "--secret-prefix", o.settings.store.prefix, "TEXT",
                     "before a project's name in that store (default coroot/)"),
           switch_flag(app, "--emit-secrets", o.emit_secrets,
                       "write Secrets with the keys that --keys gives, into files that only you can read"),
           text_flag(app, "--keys", o.keys, "FILE",
                     "PROJECT: {agent-api-key: KEY, multi-cluster-api-key: KEY} as YAML or JSON; - = standard input")});
}

Result<> check_emission(const RenderOptions& options) {
  if (!options.emit_secrets) {
    if (options.keys.empty()) return {};
    return fail_with_hint(ErrorKind::usage, "Add --emit-secrets.", "--keys: keys are not written without being asked");
  }
  if (options.secrets != "reference")
    return fail(ErrorKind::usage, "--emit-secrets and --secrets {} cannot be used together", options.secrets);
  if (options.keys.empty())
    return fail_with_hint(ErrorKind::usage, "Add --keys FILE, or --keys - for standard input.",
                          "--emit-secrets: render asks no cluster, so somebody has to give it the keys");
  if (options.out.empty() && options.check.empty())
    return fail_with_hint(ErrorKind::usage, "Add --out DIR, or --out - into a pipe.",
                          "--emit-secrets: keys are not printed without being asked");
  return {};
}

}  // namespace

void declare_render(CLI::App& app, RenderOptions& o) {
  declare_fleet(app, o.fleet);
  choice_flag(app, "--format", o.format, "plain|kustomize|argocd|flux", "what reads the files (default plain)");
  text_flag(app, "--out", o.out, "DIR",
            "write the tree there; remove files of an earlier render that are no longer in it");
  text_flag(app, "--check", o.check, "DIR", "compare the tree with this one, write nothing; exit 7 when it is stale");
  declare_secrets(app, o);
  declare_engine(app, o.settings);
}

bool is_printed(const RenderOptions& options) {
  return options.check.empty() && (options.out.empty() || options.out == "-");
}

Result<render::Settings> render_settings(const RenderOptions& options) {
  auto out = options.settings;
  out.form = form_of(options.format);
  out.secrets = secrets_of(options.secrets);
  while (out.path.size() > 1 && out.path.ends_with('/')) out.path.pop_back();
  if (out.path.starts_with("./") && out.path.size() > 2) out.path.erase(0, 2);
  if (out.path.empty()) out.path = ".";
  if (out.path.starts_with('/') || out.path.find("..") != std::string::npos)
    return fail_with_hint(ErrorKind::usage, "Write it from the repository's root, like fleet/coroot.",
                          "--path: {} is no place in a repository", out.path);
  if (!options.out.empty() && !options.check.empty())
    return fail(ErrorKind::usage, "--out and --check cannot be used together");
  CTL_RUN(check_emission(options));
  if (options.emit_secrets) out.secrets = render::Secrets::emitted;
  if (!options.fleet.members.empty() && !is_printed(options))
    return fail_with_hint(ErrorKind::usage, "Leave --member out, or print the members' manifests without a folder.",
                          "--member: a folder has the whole fleet");
  if (out.form != render::Form::plain && is_printed(options))
    return fail_with_hint(ErrorKind::usage, "Add --out DIR, or --check DIR.", "--format {} is a tree of files",
                          options.format);
  return out;
}

Result<render::GivenKeys> keys_of(const RenderOptions& options, const fleetfile::Fleet& fleet) {
  CTL_TRY(auto text, options.keys == "-" ? read_standard_input() : read_file(options.keys), "--keys");
  const auto source = options.keys == "-" ? "standard input" : options.keys;
  CTL_TRY(auto keys, render::read_given_keys(text, source, fleet), "--keys");
  wipe(text);
  return keys;
}

}  // namespace corootctl::cli
