# Types keys into an interactive zsh that completes, and prints what stands on its terminal then.
# usage: on-zsh.py folder keys   The folder has the completion function, and is where zsh stands.
import os, pty, re, select, sys

folder, keys = sys.argv[1], sys.argv[2]
READY = "PROMPT='read''y> '; fpath=($PWD $fpath); autoload -U compinit; compinit -u -D; zstyle ':completion:*' menu no\n"

pid, terminal = pty.fork()
if pid == 0:
    os.chdir(folder)
    os.environ.update(TERM="xterm", ZDOTDIR=folder, PROMPT="", COLUMNS="200")
    os.execvp("zsh", ["zsh", "-f", "-i"])


def read_until(wanted):
    shown = b""
    while wanted not in shown:
        if not select.select([terminal], [], [], 30)[0]:
            break
        shown += os.read(terminal, 65536)
    return shown


os.write(terminal, READY.encode())
read_until(b"ready> ")
# What a key of our own writes comes when the completion has been shown.
os.write(terminal, b"tell() { print -n '<''done>' }; zle -N tell; bindkey '^T' tell\n")
read_until(b"ready> ")
os.write(terminal, keys.encode() + b"\x14")
shown = read_until(b"<done>")
print(re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]|[\x07\r\x08]", b"", shown).decode(errors="replace"))
os.kill(pid, 9)
os.waitpid(pid, 0)
