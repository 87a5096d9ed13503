//! How much memory this process may use: the machine's, or less where a control group says so (a container, a systemd
//! unit).

use std::fs;
use std::path::Path;

const GROUPS: &str = "/sys/fs/cgroup";

/// In bytes.
pub(crate) fn memory_bytes() -> u64 {
    let machine = rustix::system::sysinfo();
    // The width of these numbers depends on the processor.
    #[expect(
        clippy::useless_conversion,
        reason = "it is u32 on processors of 32 bits"
    )]
    let total = u64::from(machine.totalram).saturating_mul(machine.mem_unit.into());
    let group = fs::read_to_string("/proc/self/cgroup")
        .ok()
        .and_then(|groups| group_limit(&groups, Path::new(GROUPS)));
    group.map_or(total, |limit| limit.min(total))
}

/// The lowest limit from this process's group (`0::/…`, version 2) up to the root.
fn group_limit(groups: &str, root: &Path) -> Option<u64> {
    let group = groups.lines().find_map(|line| line.strip_prefix("0::/"))?;
    Path::new(group)
        .ancestors()
        .filter_map(|group| {
            let text = fs::read_to_string(root.join(group).join("memory.max")).ok()?;
            text.trim().parse::<u64>().ok()
        })
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_limit_of_all_groups_above_holds() {
        let root = tempfile::tempdir().unwrap();
        let unit = root.path().join("system.slice/balai.service");
        fs::create_dir_all(&unit).unwrap();
        fs::write(unit.join("memory.max"), "max\n").unwrap();
        let found = |groups| group_limit(groups, root.path());
        assert_eq!(found("0::/system.slice/balai.service\n"), None);
        fs::write(root.path().join("system.slice/memory.max"), "1073741824\n").unwrap();
        assert_eq!(found("0::/system.slice/balai.service\n"), Some(1 << 30));
        fs::write(unit.join("memory.max"), "536870912\n").unwrap();
        assert_eq!(found("0::/system.slice/balai.service\n"), Some(512 << 20));
        assert_eq!(found("4:memory:/old\n"), None);
        assert!(memory_bytes() > 1 << 20);
    }
}
