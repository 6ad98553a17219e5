#include "cli/commands/rca/post.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/surroundings.hpp"

namespace corootctl::cli {
namespace {

Result<SecretString> secret_in_file(const std::string& path, const char* flag) {
  CTL_TRY(auto text, read_file(path), flag);
  SecretString secret{std::string(trim(text))};
  wipe(text);
  if (secret.empty()) return fail(ErrorKind::usage, "{}: {} is empty", flag, path);
  return secret;
}

Result<SecretString> token_of(const PostOptions& options, const Env& env) {
  if (!options.token_file.empty()) return secret_in_file(options.token_file, "--post-token-file");
  return SecretString(env.surface.variables.get_or_empty(post_token_variable));
}

}  // namespace

void declare_post(CLI::App& app, PostOptions& o) {
  heading("Telling somebody else",
          {text_flag(app, "--post", o.to, "URL", "send an incident there, once for each state; @FILE has the URL"),
           choice_flag(app, "--post-as", o.as, "json|markdown|slack|slack-bot|teams|pagerduty|alertmanager",
                       "what the receiver understands (default json)"),
           text_flag(app, "--post-channel", o.channel, "CHANNEL",
                     "id of the channel that a slack-bot posts to, its message changed with each state"),
           text_flag(app, "--post-token-file", o.token_file, "FILE",
                     "bearer token, PagerDuty's routing key (default: $COROOTCTL_POST_TOKEN)"),
           text_flag(app, "--post-state", o.state_file, "FILE", "remember there what was told, for the next run")});
}

Result<std::optional<post::Receiver>> receiver_of(const PostOptions& options, const Env& env) {
  if (options.to.empty()) {
    for (const auto& [flag, value] :
         {std::pair("--post-channel", &options.channel), std::pair("--post-token-file", &options.token_file),
          std::pair("--post-state", &options.state_file)})
      if (!value->empty()) return fail(ErrorKind::usage, "{} goes with --post", flag);
    return std::optional<post::Receiver>();
  }
  post::ReceiverOptions receiver{.form = post::form_of(options.as).value_or(post::Form::json)};
  if (options.to.starts_with('@')) {
    CTL_PASS(receiver.url, secret_in_file(options.to.substr(1), "--post"));
  } else {
    receiver.url = SecretString(options.to);
  }
  CTL_PASS(receiver.token, token_of(options, env));
  receiver.channel = options.channel;
  const auto proxies = http::ProxyVariables::of(env.surface.variables);
  receiver.connection.proxy_url = proxies.proxy_for(receiver.url.reveal());
  receiver.connection.user_agent = user_agent();
  CTL_PASS(auto made, post::Receiver::make(std::move(receiver)));
  if (!options.state_file.empty()) CTL_CHECK(made.remember_in(options.state_file), "--post-state");
  return std::optional<post::Receiver>(std::move(made));
}

void tell(post::Receiver& receiver, const std::optional<post::Message>& message, const Env& env) {
  const auto told = receiver.tell(message, env.surface.clock, env.log, env.surface.stop);
  const auto kept = receiver.remember();
  if (!told) env.talk.warn("not posted: " + describe(told.error()));
  if (!kept) env.talk.warn("--post-state: the next run will not know what was told: " + describe(kept.error()));
  if (told.value_or(false)) env.log.write(1, "posted");
}

}  // namespace corootctl::cli
