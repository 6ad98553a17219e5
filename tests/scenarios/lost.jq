# What of Coroot's own map ($map) a snapshot ($snapshot) lacks; $user has the names of the projects. Ids of the map are
# taken with cluster names in place of project ids.
($user[0].projects | map({(.id): .name}) | add) as $names
| def named: split(":") | .[0] = ($names[.[0]] // .[0]) | join(":");
($map[0].data.map | map(.id | named)) as $apps
| ($map[0].data.map | map((.id | named) as $from | (.upstreams // [])[] | $from + " -> " + (.id | named))) as $calls
| {apps: ($apps - ($snapshot[0].apps | map(.id))), calls: ($calls - ($snapshot[0].edges | map(.from + " -> " + .to))),
   counted: "\($apps | length) apps, \($calls | length) calls"}
