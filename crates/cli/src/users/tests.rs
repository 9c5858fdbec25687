//! Whose accounts count.

use super::{listed_elsewhere, others};

const PASSWD: &str = "root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
postgres:x:112:119:PostgreSQL:/var/lib/postgresql:/bin/bash
zhang:x:1000:1000:张三,,,:/srv/zhang:/bin/bash
li:x:1001:1001::/srv/li:/bin/zsh
plain:x:1002:1002::/srv/plain:
gone:x:1003:1003::/srv/gone:/sbin/nologin
off:x:1004:1004::/srv/off:/bin/false
nobody:x:65534:65534:nobody:/nonexistent:/bin/bash
broken:x:abc:1::/:/bin/sh
short:x:1005
";

#[test]
fn people_who_can_log_in_count_and_oneself_does_not() {
    for (own, expected) in [(1000, &["li", "plain"][..]), (1001, &["zhang", "plain"]), (0, &["zhang", "li", "plain"]), (1002, &["zhang", "li"])] {
        assert_eq!(others(PASSWD, own), expected, "{own}");
    }
    assert_eq!(others("root:x:0:0:root:/root:/bin/bash\n", 0), [""; 0]);
    assert_eq!(others("", 1000), [""; 0]);
}

/// Where a directory of the network lists accounts too, the file does not tell who is on the machine.
#[test]
fn accounts_that_are_listed_elsewhere_are_not_known() {
    let cases = [
        ("", false),
        ("passwd: files systemd", false),
        ("group: files sss\npasswd:\tcompat  # sss\n", false),
        ("passwd: files [NOTFOUND=continue SUCCESS=return] systemd", false),
        ("passwd: sss files systemd", true),
        ("passwd: files [NOTFOUND=return] ldap", true),
        ("  passwd: files nis", true),
    ];
    for (lists, expected) in cases {
        assert_eq!(listed_elsewhere(PASSWD, lists), expected, "{lists}");
    }
    assert!(listed_elsewhere("root:x:0:0:root:/root:/bin/bash\n+::::::\n", "passwd: compat"));
}
