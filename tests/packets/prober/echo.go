package main

import (
	"encoding/binary"
	"net"
	"os"
	"syscall"
	"time"
)

// openEcho makes a raw ICMP socket; the source port of the endpoint is the identifier.
func (n *namespace) openEcho(to endpoint) (net.Conn, error) {
	fd, err := n.socket(syscall.SOCK_RAW|syscall.SOCK_NONBLOCK, syscall.IPPROTO_ICMP)
	if err != nil {
		return nil, err
	}
	_ = syscall.SetsockoptInt(fd, syscall.IPPROTO_IP, syscall.IP_FREEBIND, 1)
	file := os.NewFile(uintptr(fd), "echo")
	defer file.Close()
	if err := syscall.Bind(fd, socketAddress(to.Source, 0)); err != nil {
		return nil, err
	}
	if err := syscall.Connect(fd, socketAddress(to.Destination, 0)); err != nil {
		return nil, err
	}
	conn, err := net.FileConn(file)
	if err != nil {
		return nil, err
	}
	return &echoConn{conn, to.SourcePort}, nil
}

type echoConn struct {
	net.Conn
	identifier int
}

func echoMessage(identifier int, number uint64) []byte {
	message := binary.BigEndian.AppendUint64([]byte{8, 0, 0, 0, byte(identifier >> 8), byte(identifier), 0, byte(number)}, number)
	binary.BigEndian.PutUint16(message[2:], checksum(message, 0))
	return message
}

// readEchoes counts replies to this stream's own requests, which the kernel of the other side answers.
func (s *stream) readEchoes() {
	identifier := s.conn.(*echoConn).identifier
	buffer := make([]byte, 1<<12)
	for {
		_ = s.conn.SetReadDeadline(time.Now().Add(time.Second))
		length, err := s.conn.Read(buffer)
		if err != nil {
			if os.IsTimeout(err) {
				select {
				case <-s.stopped:
					return
				default:
					continue
				}
			}
			if s.isOver(err) {
				return
			}
			continue
		}
		message := buffer[:length]
		if length > 20 && message[0]>>4 == 4 {
			message = message[int(message[0]&15)*4:]
		}
		if len(message) == 16 && message[0] == 0 && int(binary.BigEndian.Uint16(message[4:])) == identifier {
			s.came(binary.BigEndian.Uint64(message[8:]))
		}
	}
}
