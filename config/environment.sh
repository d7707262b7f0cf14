#!/bin/sh
# The virtual environment in which make runs everything.
#   environment.sh is-whole VENV
#   environment.sh install VENV REQUIREMENTS [PYTHON]    without PYTHON the first in the path that is new enough
set -eu
command=$1 venv=$2 requirements=${3:-} candidates=${4:-python3.13 python3.12 python3.11 python3}
unfinished=$venv/unfinished
log=$venv/install.log

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# no pip: the Python below the environment became another version, which does not see its packages
is_whole() { [ ! -e "$unfinished" ] && is_new_enough "$venv/bin/python" && "$venv/bin/python" -c 'import pip' 2>/dev/null; }

refuse() {
    echo "$*" >&2
    exit 2
}

find_python() {
    for candidate in $candidates; do
        if is_new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    refuse "Stoplicht needs Python 3.11 or newer (looked for $candidates): install it from python.org or your system's packages, or name it by make PYTHON=/path/to/python3."
}

make_anew() {
    python=$(find_python)
    if [ -e "$venv" ] && [ ! -e "$venv/pyvenv.cfg" ]; then
        refuse "$venv is no virtual environment: move it away, or name another place by make VENV=folder."
    fi
    echo "Making a virtual environment in $venv with $python ..."
    if ! said=$("$python" -m venv --clear "$venv" 2>&1); then
        rm -rf "$venv"
        refuse "No virtual environment can be made in $venv (on Debian and Ubuntu that needs the package python3-venv): $(echo "$said" | tail -n 1)"
    fi
}

fetch() { # a dot for each package: who waits sees that it goes on
    { "$venv/bin/python" -m pip install --require-hashes -r "$requirements" 2>"$log" || echo failed; } | while read -r line; do
        case $line in
        Collecting*) printf . ;;
        Installing*) printf ' unpacking ...' ;;
        failed) refuse " failed: is there a network, and room on the disk? What pip says of it is in $log." ;;
        esac
    done
}

install() {
    began=$(date +%s)
    is_whole || make_anew
    touch "$unfinished"
    printf 'Installing %s, once: a minute, on a busy machine more ' "$requirements"
    fetch
    rm "$unfinished"
    echo " done in $(($(date +%s) - began)) s."
}

case $command in
is-whole) is_whole ;;
install) install ;;
esac
