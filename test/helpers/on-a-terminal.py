# Runs a command on a pseudo-terminal: our stdin is its keyboard, our stdout its screen.
# usage: on-a-terminal.py columns rows command...   A line "\0resize C R\n" on stdin changes its size.
# At the end the terminal's echo and line mode, as the command left them, are told on stderr.
import fcntl, os, pty, re, select, struct, sys, termios

columns, rows, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]


def resize(terminal, columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


pid, terminal = pty.fork()
if pid == 0:
    # Before the command looks.
    resize(0, columns, rows)
    os.execvp(command[0], command)
os.write(2, b"pid %d\n" % pid)
keyboard = [0]
while True:
    ready, _, _ = select.select([terminal, *keyboard], [], [])
    if 0 in ready:
        keys = os.read(0, 65536)
        if not keys:
            keyboard = []
        for size in re.findall(rb"\0resize (\d+) (\d+)\n", keys):
            resize(terminal, int(size[0]), int(size[1]))
        os.write(terminal, re.sub(rb"\0resize \d+ \d+\n", b"", keys))
    if terminal in ready:
        try:
            shown = os.read(terminal, 65536)
        except OSError:
            # The command has closed it.
            break
        if not shown:
            break
        os.write(1, shown)
flags = termios.tcgetattr(terminal)[3]
modes = (("echo", termios.ECHO), ("lines", termios.ICANON))
os.write(2, ("left with " + " ".join(name for name, bit in modes if flags & bit) + "\n").encode())
status = os.waitpid(pid, 0)[1]
sys.exit(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
