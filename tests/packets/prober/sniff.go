package main

import (
	"fmt"
	"net"
	"sync/atomic"
	"syscall"
	"unsafe"
)

const (
	solPacket            = 263
	packetStatistics     = 6
	packetIgnoreOutgoing = 23
	snifferBuffer        = 64 << 20
)

var ipv4 = uint16(syscall.ETH_P_IP>>8 | syscall.ETH_P_IP&0xff<<8)

// lost counts packets that arrived faster than the sniffers read, so that silence would prove nothing.
var lost atomic.Int64

// sniff sees every IPv4 packet that arrives over the link, whoever it is for.
func (n *namespace) sniff(link string) (err error) {
	var fd, index int
	n.do(func() {
		var found *net.Interface
		if found, err = net.InterfaceByName(link); err != nil {
			return
		}
		index = found.Index
		fd, err = syscall.Socket(syscall.AF_PACKET, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, 0)
	})
	if err != nil {
		return fmt.Errorf("sniff %s in %s: %w", link, n.name, err)
	}
	_ = syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_RCVBUFFORCE, snifferBuffer)
	if err := syscall.SetsockoptInt(fd, solPacket, packetIgnoreOutgoing, 1); err != nil {
		return err
	}
	if err := syscall.Bind(fd, &syscall.SockaddrLinklayer{Protocol: ipv4, Ifindex: index}); err != nil {
		return err
	}
	go n.read(fd)
	return nil
}

func (n *namespace) read(fd int) {
	buffer := make([]byte, 1<<16)
	for packets := 0; ; packets++ {
		length, _, err := syscall.Recvfrom(fd, buffer, 0)
		if err == syscall.EINTR || err == syscall.ENETDOWN {
			continue
		}
		if err != nil {
			return
		}
		if packets%1000 == 0 {
			countLost(fd)
		}
		if packet, ok := parse(buffer[:length]); ok {
			packet.VPC = n.name
			probes.arrived(n, packet)
		}
	}
}

func countLost(fd int) {
	var statistics struct{ packets, drops uint32 }
	size := uint32(unsafe.Sizeof(statistics))
	_, _, errno := syscall.Syscall6(syscall.SYS_GETSOCKOPT, uintptr(fd), solPacket, packetStatistics,
		uintptr(unsafe.Pointer(&statistics)), uintptr(unsafe.Pointer(&size)), 0)
	if errno == 0 {
		lost.Add(int64(statistics.drops))
	}
}
