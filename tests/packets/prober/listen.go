package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/netip"
	"os"
	"syscall"
)

// endpoint is both ends of a flow through real sockets. Of a listener the destination is its own.
type endpoint struct {
	header
}

// seen is what a listener sees of its caller, and says in its answer.
type seen struct {
	header
	VPC string `json:"vpc"`
}

// listen answers on a port, on every address unless one is named: with what it sees, then with what it gets.
func (n *namespace) listen(at endpoint) error {
	if at.Destination == "" {
		at.Destination = "0.0.0.0"
	}
	kind := syscall.SOCK_STREAM
	if at.Protocol == "udp" {
		kind = syscall.SOCK_DGRAM
	}
	fd, err := n.socket(kind, 0)
	if err != nil {
		return err
	}
	_ = syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)
	if err := syscall.Bind(fd, socketAddress(at.Destination, at.DestinationPort)); err != nil {
		return err
	}
	file := os.NewFile(uintptr(fd), "listener")
	defer file.Close()
	if at.Protocol == "udp" {
		if err := syscall.SetsockoptInt(fd, syscall.IPPROTO_IP, syscall.IP_PKTINFO, 1); err != nil {
			return err
		}
		conn, err := net.FilePacketConn(file)
		if err != nil {
			return err
		}
		go n.answerDatagrams(conn.(*net.UDPConn), at.DestinationPort)
		return nil
	}
	if err := syscall.Listen(fd, 1024); err != nil {
		return err
	}
	listener, err := net.FileListener(file)
	if err != nil {
		return err
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go n.answerConnection(conn)
		}
	}()
	return nil
}

func (n *namespace) answerDatagrams(conn *net.UDPConn, port int) {
	buffer, control := make([]byte, 1<<16), make([]byte, 256)
	for {
		length, controlLength, _, from, err := conn.ReadMsgUDPAddrPort(buffer, control)
		if err != nil {
			continue
		}
		messages, err := syscall.ParseSocketControlMessage(control[:controlLength])
		if err != nil || len(messages) == 0 || len(messages[0].Data) < 12 {
			continue
		}
		// in_pktinfo: the address that the datagram came for, which has to be the source of the answer.
		to := messages[0].Data[8:12]
		copy(messages[0].Data[4:8], to)
		answer, _ := json.Marshal(n.sees("udp", from, netip.AddrPortFrom(netip.AddrFrom4([4]byte(to)), uint16(port))))
		clear(control[16:20])
		copy(control[20:24], to)
		_, _, _ = conn.WriteMsgUDPAddrPort(append(append(answer, '\n'), buffer[:length]...), control[:controlLength], from)
	}
}

func (n *namespace) answerConnection(conn net.Conn) {
	defer conn.Close()
	from, to := netip.MustParseAddrPort(conn.RemoteAddr().String()), netip.MustParseAddrPort(conn.LocalAddr().String())
	greeting, _ := json.Marshal(n.sees("tcp", from, to))
	if _, err := conn.Write(append(greeting, '\n')); err == nil {
		_, _ = io.Copy(conn, bufio.NewReader(conn))
	}
}

func (n *namespace) sees(protocol string, from, to netip.AddrPort) seen {
	return seen{header{protocol, from.Addr().Unmap().String(), int(from.Port()), to.Addr().Unmap().String(), int(to.Port())}, n.name}
}

func socketAddress(address string, port int) *syscall.SockaddrInet4 {
	return &syscall.SockaddrInet4{Addr: netip.MustParseAddr(address).As4(), Port: port}
}
