#!/usr/bin/env bash
# Installs what the tests need and this machine lacks. Says nothing and takes no
# time where all is there. Without root it prints the one command to run.
set -euo pipefail
cd "$(dirname "$0")/.."

# A package of Debian, and a file or command that shows it is there.
wanted=(
	make:make                                             # the targets themselves
	gcc:gcc libc6-dev:/usr/include/stdlib.h               # the race detector links with it
	postgresql:/usr/lib/postgresql                        # the second database
	chromium:chromium                                     # pages are tested where people see them
	npm:npm                                               # brings axe-core
	fonts-noto-cjk:/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc # Chinese pages in Chromium
	php-cli:php                                           # an older client of the SOAP services, and a program of the documentation
	curl:curl python3:python3 nodejs:node                 # other programs of the documentation
	zbar-tools:zbarimg poppler-utils:pdftotext qpdf:qpdf  # labels are read back
)

missing=()
for w in "${wanted[@]}"; do
	file=${w#*:}
	case $file in
	/*) [ -e "$file" ] || missing+=("${w%%:*}") ;;
	*) command -v "$file" >/dev/null || missing+=("${w%%:*}") ;;
	esac
done

ls /usr/lib/php/*/soap.so >/dev/null 2>&1 || missing+=(php-soap)

if [ ${#missing[@]} -gt 0 ]; then
	if [ "$(id -u)" -ne 0 ]; then
		echo "The tests need more programs. Run this, then try again:" >&2
		echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
		exit 1
	fi
	echo "installing ${missing[*]}"
	export DEBIAN_FRONTEND=noninteractive
	# The package would otherwise make and start a cluster that nobody asked for.
	if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
		mkdir -p /etc/postgresql-common
		echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
	fi
	apt-get update -q
	apt-get install -q -y --no-install-recommends "${missing[@]}"
fi

# axe-core, pinned by package-lock.json of its folder, where there is one.
if [ -f tools/axe/package-lock.json ] && ! cmp -s tools/axe/package-lock.json tools/axe/node_modules/.installed; then
	(cd tools/axe && npm ci --silent --no-audit --no-fund --ignore-scripts)
	cp tools/axe/package-lock.json tools/axe/node_modules/.installed
fi
