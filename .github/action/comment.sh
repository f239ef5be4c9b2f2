#!/usr/bin/env bash
# Keeps one comment on the pull request: found by its marker and its author, updated in place. A token that may not write,
# as for a pull request from a fork, is no reason to stop: the summary and the annotations are there all the same.
set -euo pipefail

number=$(jq -r '.pull_request.number // .issue.number // .workflow_run.pull_requests[0].number // empty' "$GITHUB_EVENT_PATH")
if [ -z "$number" ]; then
  echo "No pull request here: no comment."
  exit 0
fi
if [ -z "$TOKEN" ]; then
  echo "::notice title=poolproof::No token for a comment on the pull request; the report is in the summary of this job."
  exit 0
fi

work=$(mktemp -d "$RUNNER_TEMP/poolproof-comment-XXXXXX")
# Not as an argument, which every process on the machine could read.
(umask 077 && printf 'Authorization: Bearer %s\n' "$TOKEN" >"$work/header")
api=$GITHUB_API_URL/repos/$GITHUB_REPOSITORY

# Method, address, file with the body: the status, or 000 where nobody answered. The answer is in $work/answer.
call() {
  local body=()
  if [ -n "${3:-}" ]; then body=(--data-binary "@$3"); fi
  curl --silent --max-time 30 --retry 2 -o "$work/answer" -w '%{http_code}' -X "$1" -H "@$work/header" \
    -H 'Accept: application/vnd.github+json' -H 'X-GitHub-Api-Version: 2022-11-28' \
    -H 'Content-Type: application/json' ${body[@]+"${body[@]}"} "$2" || true
}

give_up() {
  echo "::notice title=poolproof::The comment on the pull request was not $1 (the API answered $2). The report is in the summary of this job; a comment needs \`permissions: pull-requests: write\`."
  exit 0
}

marker="<!-- poolproof -->"
if [ -n "$COMMENT_KEY" ]; then marker="<!-- poolproof:$(printf '%s' "$COMMENT_KEY" | tr -c 'A-Za-z0-9._/-' '_') -->"; fi

# Whoever can comment could write the marker: only a comment of a bot, or of the token's own user, is ours.
me=
if [ "$(call GET "$GITHUB_API_URL/user")" = 200 ]; then me=$(jq -r '.login // empty' "$work/answer"); fi
id=
for page in $(seq 1 50); do
  status=$(call GET "$api/issues/$number/comments?per_page=100&page=$page")
  [ "$status" = 200 ] || give_up "looked for" "$status"
  id=$(jq -r --arg marker "$marker" --arg me "$me" \
    '[.[] | select((.body | startswith($marker)) and (.user.type == "Bot" or .user.login == $me))][0].id // empty' "$work/answer")
  [ -z "$id" ] || break
  [ "$(jq length "$work/answer")" -eq 100 ] || break
done

if [ -z "$id" ] && [ "$ROUTING" != true ]; then
  echo "Nothing about load balancing in this plan, and no comment from before: no comment."
  exit 0
fi

{ printf '%s\n' "$marker" && sed 1d "$MARKDOWN"; } | jq -Rs '{ body: . }' >"$work/body"
if [ -n "$id" ]; then
  status=$(call PATCH "$api/issues/comments/$id" "$work/body")
  [ "$status" = 200 ] || give_up updated "$status"
  echo "Updated the comment on pull request $number."
else
  status=$(call POST "$api/issues/$number/comments" "$work/body")
  [ "$status" = 201 ] || give_up written "$status"
  echo "Commented on pull request $number."
fi
