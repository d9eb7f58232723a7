package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

func netnsPath(name string) string { return filepath.Join("/run/netns", name) }

// remove kills what runs in the namespaces and removes them, with the links in them.
func remove(names []string) {
	inodes := map[string]bool{}
	for _, name := range names {
		var stat syscall.Stat_t
		if syscall.Stat(netnsPath(name), &stat) == nil {
			inodes[fmt.Sprintf("net:[%d]", stat.Ino)] = true
		}
	}
	entries, _ := os.ReadDir("/proc")
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		if link, err := os.Readlink(filepath.Join("/proc", entry.Name(), "ns/net")); err == nil && inodes[link] {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
	for _, name := range names {
		_ = syscall.Unmount(netnsPath(name), syscall.MNT_DETACH)
		_ = os.Remove(netnsPath(name))
	}
}
