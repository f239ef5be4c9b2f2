#!/usr/bin/env bash
# Holds poolproof against a library of policies of Terraform's own dialect, such as a checkout of
# hashicorp/prewritten-terraform-policy-library: runs every .policytest.hcl below the folders given, says how many files
# and cases there are and how many are as expected, and shows each that is not, with the reason. Nothing of a library is
# part of this repository.
#
#   .github/conformance.sh FOLDER...
set -euo pipefail
tool=$(realpath "${POOLPROOF:-$(dirname "$0")/../target/debug/poolproof}")
[ $# -gt 0 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
worst=0
for folder in "$@"; do
  files=$(find "$folder" -name '*.policytest.hcl' | wc -l)
  [ "$files" -gt 0 ] || { echo "$folder: no .policytest.hcl here or below"; exit 2; }
  code=0
  (cd "$folder" && "$tool" test .) >"$work/out" 2>"$work/err" || code=$?
  # What is as expected is only counted; a file is named where something in it is not.
  awk '/^  ok /{next} /^[^ ]/{file=$0; next} NF{if (file != "") {print file; file=""} print}' "$work/out"
  cat "$work/err"
  echo "$folder: $(tail -n 1 "$work/out")"
  [ "$code" -le "$worst" ] || worst=$code
done
exit "$worst"
