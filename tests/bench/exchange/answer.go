package main

import (
	"fmt"
	"net"
	"syscall"
)

// answer answers on an address and port until it is killed. The address need not be on an interface.
func answer(address string, port int) error {
	datagrams, err := bound(syscall.SOCK_DGRAM, address, port)
	if err != nil {
		return err
	}
	connections, err := bound(syscall.SOCK_STREAM, address, port)
	if err != nil {
		return err
	}
	if err := syscall.Listen(connections, 1024); err != nil {
		return err
	}
	go accept(connections)
	fmt.Println("ready")
	message := make([]byte, 1<<11)
	for {
		length, from, err := syscall.Recvfrom(datagrams, message, 0)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return err
		}
		_ = syscall.Sendto(datagrams, message[:length], 0, from)
	}
}

// accept takes connections, which their callers reset.
func accept(connections int) {
	for {
		if connection, _, err := syscall.Accept4(connections, syscall.SOCK_CLOEXEC); err == nil {
			_ = syscall.Close(connection)
		}
	}
}

// bound makes a socket with an address of its own.
func bound(kind int, address string, port int) (int, error) {
	fd, err := syscall.Socket(syscall.AF_INET, kind|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, err
	}
	_ = syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)
	_ = syscall.SetsockoptInt(fd, syscall.IPPROTO_IP, syscall.IP_FREEBIND, 1)
	return fd, syscall.Bind(fd, socketAddress(address, port))
}

func socketAddress(address string, port int) *syscall.SockaddrInet4 {
	to := &syscall.SockaddrInet4{Port: port}
	copy(to.Addr[:], net.ParseIP(address).To4())
	return to
}
