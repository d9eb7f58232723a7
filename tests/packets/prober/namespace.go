package main

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
)

// setns is not in package syscall.
var setnsNumber = map[string]uintptr{"amd64": 308, "arm64": 268}[runtime.GOARCH]

// A namespace is one VPC of the lab. A socket belongs for good to the namespace of the thread that made it, so all of
// them are made by this thread and used by any.
type namespace struct {
	name string
	work chan func()
	raw  int
}

func enter(name, path, link string) (*namespace, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	n := &namespace{name: name, work: make(chan func())}
	entered := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer file.Close()
		if _, _, errno := syscall.Syscall(setnsNumber, file.Fd(), syscall.CLONE_NEWNET, 0); errno != 0 {
			entered <- fmt.Errorf("setns %s: %w", path, errno)
			return
		}
		entered <- nil
		for task := range n.work {
			task()
		}
	}()
	if err := <-entered; err != nil {
		return nil, err
	}
	if n.raw, err = n.socket(syscall.SOCK_RAW, syscall.IPPROTO_RAW); err != nil {
		return nil, err
	}
	if err := n.sniff(link); err != nil {
		return nil, err
	}
	return n, n.answerARP(link)
}

// do runs a task in the namespace.
func (n *namespace) do(task func()) {
	done := make(chan struct{})
	n.work <- func() { task(); close(done) }
	<-done
}

// socket makes a blocking IPv4 socket in the namespace.
func (n *namespace) socket(kind, protocol int) (fd int, err error) {
	n.do(func() { fd, err = syscall.Socket(syscall.AF_INET, kind|syscall.SOCK_CLOEXEC, protocol) })
	return
}

// send puts a whole IPv4 packet on the wire; its source may be any address.
func (n *namespace) send(packet []byte) error {
	to := &syscall.SockaddrInet4{}
	copy(to.Addr[:], packet[16:20])
	return syscall.Sendto(n.raw, packet, 0, to)
}
