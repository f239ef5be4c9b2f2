#!/usr/bin/env bash
# Puts poolproof on the PATH of the steps that follow: the release for this platform with its checksum verified, or, where
# there is none, built from the action's own source.
set -euo pipefail

repository=${ACTION_REPOSITORY:-$GITHUB_REPOSITORY}
releases=${POOLPROOF_RELEASES:-${GITHUB_SERVER_URL:-https://github.com}/$repository/releases/download}
tag=${VERSION:-v$(sed -n 's/^version = "\(.*\)"$/\1/p' "$ACTION_PATH/Cargo.toml" | head -n 1)}
into=$RUNNER_TEMP/poolproof-bin
mkdir -p "$into"

case "$RUNNER_OS-$RUNNER_ARCH" in
  Linux-X64) target=x86_64-unknown-linux-musl ;;
  Linux-ARM64) target=aarch64-unknown-linux-musl ;;
  macOS-X64) target=x86_64-apple-darwin ;;
  macOS-ARM64) target=aarch64-apple-darwin ;;
  Windows-X64) target=x86_64-pc-windows-msvc ;;
  *) target= ;;
esac

digest() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

download() {
  local archive=poolproof-$target.tar.gz
  [ -n "$target" ] || return 1
  curl --silent --show-error --location --fail --retry 3 --max-time 120 -o "$into/$archive" "$releases/$tag/$archive" || return 1
  curl --silent --show-error --location --fail --retry 3 --max-time 60 -o "$into/SHA256SUMS" "$releases/$tag/SHA256SUMS" || return 1
  local wanted
  wanted=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' "$into/SHA256SUMS")
  if [ "$(digest "$into/$archive")" != "$wanted" ]; then
    echo "::error title=poolproof::The checksum of $archive of release $tag is not the one of its SHA256SUMS; it is not run."
    exit 2
  fi
  tar -xzf "$into/$archive" -C "$into"
}

if download; then
  echo "poolproof $tag for $target"
elif command -v cargo >/dev/null; then
  echo "No release $tag for $RUNNER_OS-$RUNNER_ARCH: building from source."
  cargo install --quiet --locked --path "$ACTION_PATH" --root "$into/built"
  cp "$into/built/bin/"* "$into/"
else
  echo "::error title=poolproof::There is no release $tag for $RUNNER_OS-$RUNNER_ARCH, and no cargo to build it with. Set \`version\` to a release that exists, or install Rust before this step."
  exit 2
fi
chmod +x "$into/poolproof"* 2>/dev/null || true
echo "$into" >>"$GITHUB_PATH"
