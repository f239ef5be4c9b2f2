#!/usr/bin/env bash
# Runs the check, writes the summary and says in the step's outputs what came of it. The step itself only stops where
# poolproof could not do its job; the verdict is taken by the last step, after the comment was written.
set -uo pipefail

reports=$(mktemp -d "$RUNNER_TEMP/poolproof-XXXXXX")
args=(--fail-on "$FAIL_ON" --unknown "$UNKNOWN" --report "json=$reports/report.json" --report "markdown=$reports/report.md")

# One value a line, so that paths may have spaces.
each() {
  local option=$1 line
  while IFS= read -r line; do
    line=${line%$'\r'}
    [ -n "$line" ] || continue
    if [ -n "$option" ]; then args+=("$option"); fi
    args+=("$line")
  done <<<"$2"
}
each --config "$CONFIG"
each --policies "$POLICIES"
each "" "$ARGS"
if [ -n "$SARIF" ]; then args+=(--report "sarif=$SARIF"); fi
if [ "$ANNOTATIONS" = true ]; then args+=(--report github); else args+=(--report human); fi
# What the pull request starts from: waivers that it adds are shown first. A checkout of one commit does not have it.
base=$(jq -r '.pull_request.base.sha // empty' "$GITHUB_EVENT_PATH" 2>/dev/null || true)
if [ -n "$base" ]; then
  if git cat-file -e "$base^{commit}" 2>/dev/null || git fetch --quiet --no-tags --depth=1 origin "$base" 2>/dev/null; then
    args+=(--base "$base")
  else
    echo "The base of the pull request is not at hand: waivers are shown without telling new ones apart."
  fi
fi
args+=(--)
each "" "$PLAN"

poolproof check "${args[@]}" 2>"$reports/errors"
code=$?
cat "$reports/errors" >&2

out() { printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; }
out code "$code"
if [ "$code" -gt 1 ] || [ ! -s "$reports/report.json" ]; then
  message=$(sed 's/%/%25/g; s/\r/%0D/g' "$reports/errors" | awk 'NR > 1 { printf "%%0A" } { printf "%s", $0 }')
  printf '::error title=poolproof could not check the plan::%s\n' "$message"
  out verdict error
  out blocking 0
  exit 2
fi

field() { jq -r "$1" "$reports/report.json"; }
blocking=$(field .summary.blocking)
open=$(field '.summary.unknown + .summary.edges.unresolved + (.problems | length)')
if [ "$blocking" -gt 0 ]; then verdict=blocked; elif [ "$open" -gt 0 ]; then verdict=unknown; else verdict=pass; fi
out verdict "$verdict"
out blocking "$blocking"
out routing-changed "$(field '((.routing // []) | length) > 0')"
# Whether there is anything about load balancing at all: a plan without any gets no comment.
out routing "$(field '([.summary.edges[]] | add) > 0 or (.findings | length) > 0')"
out report "$reports/report.json"
out markdown "$reports/report.md"
if [ "$SUMMARY" = true ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$reports/report.md" >>"$GITHUB_STEP_SUMMARY"; fi
