#!/usr/bin/env bash
# Puts the wasm32-unknown-unknown standard library beside Debian's own compiler, for a machine where
# `rustup target add` is refused. Builds nothing of the project; `cargo xtask` finds the result by itself.
set -euo pipefail

packages=(rustc-web rust-web-src rust-web-clippy)
library=/usr/lib/rustlib/wasm32-unknown-unknown/lib

as_root=(env DEBIAN_FRONTEND=noninteractive)
if [ "$(id -u)" -ne 0 ]; then
  as_root=(sudo "${as_root[@]}")
fi

# Debian's compiler comes without a linker for wasm. The one in rustup's toolchain does.
if ! compgen -G "$(env -u RUSTC rustc --print sysroot)/lib/rustlib/*/bin/rust-lld" >/dev/null &&
  ! command -v wasm-ld >/dev/null; then
  packages+=(lld)
fi
"${as_root[@]}" apt-get update -q
"${as_root[@]}" apt-get install -y -q --no-install-recommends "${packages[@]}"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/src"
cat >"$work/Cargo.toml" <<'TOML'
[package]
name = "empty"
version = "0.0.0"
edition = "2024"

[workspace]
TOML
echo '#![no_std]' >"$work/src/lib.rs"

# RUSTC_BOOTSTRAP lets a stable compiler build its own library. The release page is linked with LTO, which needs
# the bitcode. proc_macro is there because libraries name it; test, because the browser tests do.
(
  cd "$work"
  RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes \
    cargo build --release --target wasm32-unknown-unknown --target-dir "$work/target" \
    -Zbuild-std=std,panic_abort,proc_macro,test
)

# Emptied first: libraries of an older compiler beside these would be found as well, and refused.
"${as_root[@]}" mkdir -p "$library"
"${as_root[@]}" find "$library" -type f -delete
for file in "$work"/target/wasm32-unknown-unknown/release/deps/*.rlib; do
  case $file in
    */libempty-*) ;;
    *) "${as_root[@]}" install -m 644 "$file" "$library/" ;;
  esac
done
