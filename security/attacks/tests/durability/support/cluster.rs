//! A PostgreSQL of a test's own, to be killed: on a free port of the loopback address, in a temporary folder.

use super::skip;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Tries to start before it is given up: the server's other processes must have noticed that it is gone.
const TRIES: usize = 200;

/// A cluster. It goes when it is dropped.
pub struct Cluster {
    bin: PathBuf,
    dir: tempfile::TempDir,
    port: u16,
}

impl Cluster {
    /// Starts one; says aloud where the server's programs are missing.
    pub fn start() -> Option<Self> {
        let Some(bin) = programs() else {
            skip("PostgreSQL 被杀", "没有找到 PostgreSQL 服务端程序（Debian 软件包 postgresql）");
            return None;
        };
        let dir = tempfile::tempdir().unwrap();
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        if is_root() {
            assert!(Command::new("chown").arg("postgres").arg(dir.path()).status().unwrap().success());
        }
        let cluster = Self { bin, dir, port };
        let data = cluster.data();
        let made = cluster.owner("initdb").args(["--username=jishi", "--auth=trust", "--encoding=UTF8", "--locale=C", "--data-checksums", "--no-sync"]).arg(format!("--pgdata={}", data.display())).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        assert!(cluster.up());
        Some(cluster)
    }

    /// Its address.
    pub fn server(&self) -> String {
        format!("postgres://jishi@127.0.0.1:{}/postgres", self.port)
    }

    /// Kills its first process at once (SIGKILL): the others end when they notice.
    pub fn kill(&self) {
        let pid = std::fs::read_to_string(self.data().join("postmaster.pid")).unwrap();
        let pid = pid.lines().next().unwrap().to_owned();
        assert!(Command::new("kill").args(["-KILL", &pid]).status().unwrap().success());
    }

    /// Starts it again.
    pub fn restart(&self) {
        assert!((0..TRIES).any(|_| self.up()), "{}", std::fs::read_to_string(self.dir.path().join("server.log")).unwrap_or_default());
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("cluster")
    }

    fn up(&self) -> bool {
        let options = format!("-c listen_addresses=127.0.0.1 -c port={} -c unix_socket_directories='' -c max_connections=100", self.port);
        let mut start = self.owner("pg_ctl");
        start.arg(format!("--pgdata={}", self.data().display())).arg(format!("--log={}", self.dir.path().join("server.log").display()));
        // Quiet, and with no stream that the server would keep open.
        start.args(["--wait", "--silent", "start", "--options", &options]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        start.status().unwrap().success()
    }

    /// A program of the server's; it refuses to run as root.
    fn owner(&self, program: &str) -> Command {
        let program = self.bin.join(program);
        let mut command = if is_root() { Command::new("runuser") } else { Command::new(&program) };
        if is_root() {
            command.args(["-u", "postgres", "--"]).arg(program);
        }
        // The other user may not read the folder that the test runs in.
        command.current_dir(self.dir.path());
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.owner("pg_ctl").arg(format!("--pgdata={}", self.data().display())).args(["--mode=immediate", "--silent", "stop"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

/// Is this the superuser?
pub fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n")
}

/// The folder of the newest server's programs.
fn programs() -> Option<PathBuf> {
    let version = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse::<u32>().ok());
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path());
    let newest = installed.filter(|path| path.join("bin/initdb").is_file()).max_by_key(version).map(|path| path.join("bin"));
    newest.or_else(|| {
        let told = Command::new("pg_config").arg("--bindir").output().ok()?;
        Some(PathBuf::from(String::from_utf8(told.stdout).ok()?.trim())).filter(|bin| bin.join("initdb").is_file())
    })
}
