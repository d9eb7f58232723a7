package main

import (
	"net"
	"syscall"
)

var arp = uint16(syscall.ETH_P_ARP>>8 | syscall.ETH_P_ARP&0xff<<8)

// answerARP claims every address for the link. A packet that the gateway sends to the wrong VPC, where nobody has its
// destination, would otherwise never leave the gateway, and never be seen.
func (n *namespace) answerARP(link string) (err error) {
	var fd int
	var found *net.Interface
	n.do(func() {
		if found, err = net.InterfaceByName(link); err == nil {
			fd, err = syscall.Socket(syscall.AF_PACKET, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, 0)
		}
	})
	if err != nil {
		return err
	}
	to := &syscall.SockaddrLinklayer{Protocol: arp, Ifindex: found.Index}
	if err := syscall.Bind(fd, to); err != nil {
		return err
	}
	_ = syscall.SetsockoptInt(fd, solPacket, packetIgnoreOutgoing, 1)
	go func() {
		frame := make([]byte, 64)
		for {
			length, _, err := syscall.Recvfrom(fd, frame, 0)
			if err == syscall.EINTR || err == syscall.ENETDOWN {
				continue
			}
			if err != nil {
				return
			}
			if reply := arpReply(frame[:length], found.HardwareAddr); reply != nil {
				_ = syscall.Sendto(fd, reply, 0, to)
			}
		}
	}()
	return nil
}

// arpReply answers a request; nil for anything else.
func arpReply(frame []byte, mac net.HardwareAddr) []byte {
	if len(frame) < 42 || frame[21] != 1 {
		return nil
	}
	reply := make([]byte, 42)
	copy(reply, frame[6:12])
	copy(reply[6:], mac)
	copy(reply[12:], frame[12:22])
	reply[21] = 2
	copy(reply[22:], mac)
	copy(reply[28:], frame[38:42])
	copy(reply[32:], frame[22:32])
	return reply
}
