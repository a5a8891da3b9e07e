#!/usr/bin/env bash
# Makes sure that a system package is there: installs it on Debian when we are root, else says what to install.
set -euo pipefail

have() {
  case "$1" in
    chromium) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
    venv) "${2:-python3}" -c 'import ensurepip, venv' ;;
    postgresql) command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' ;; # Debian keeps it out of the PATH
    *) command -v "$1" ;;
  esac >/dev/null 2>&1
}

package() {
  case "$1" in
    venv) echo python3-venv ;;
    *) echo "$1" ;;
  esac
}

have "$@" && exit 0
name=$(package "$1")
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing $name ..." >&2
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$name" >&2
fi
have "$@" || { echo "Please install the package '$name' (Debian/Ubuntu: sudo apt-get install $name) and run make again." >&2; exit 1; }
