package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"net"
	"os"
	"syscall"
	"time"
)

// called is what a caller gets: what the listener saw, or why it got nothing.
type called struct {
	Seen *seen `json:"seen,omitempty"`
	// Local is the caller's own end.
	Local string `json:"local,omitempty"`
	// Error is timeout, refused, unreachable, too-big or another word of the kernel.
	Error string   `json:"error,omitempty"`
	ICMP  *failure `json:"icmp,omitempty"`
}

// connect makes a real socket with a source of its own, connected to the destination.
func (n *namespace) connect(to endpoint, wait time.Duration, df bool) (net.Conn, int, error) {
	kind := syscall.SOCK_STREAM
	if to.Protocol == "udp" {
		kind = syscall.SOCK_DGRAM
	}
	fd, err := n.socket(kind|syscall.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, 0, err
	}
	_ = syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)
	_ = syscall.SetsockoptInt(fd, syscall.IPPROTO_IP, syscall.IP_FREEBIND, 1)
	_ = syscall.SetsockoptInt(fd, syscall.IPPROTO_IP, syscall.IP_RECVERR, 1)
	if df {
		_ = syscall.SetsockoptInt(fd, syscall.IPPROTO_IP, syscall.IP_MTU_DISCOVER, syscall.IP_PMTUDISC_DO)
	}
	file := os.NewFile(uintptr(fd), "caller")
	defer file.Close()
	if err := syscall.Bind(fd, socketAddress(to.Source, to.SourcePort)); err != nil {
		return nil, 0, err
	}
	err = syscall.Connect(fd, socketAddress(to.Destination, to.DestinationPort))
	if err == syscall.EINPROGRESS {
		err = connected(file, wait)
	}
	if err != nil {
		return nil, 0, &callError{err, readICMP(file)}
	}
	conn, err := net.FileConn(file)
	return conn, fd, err
}

type callError struct {
	error
	icmp *failure
}

func (e *callError) Unwrap() error { return e.error }

func connected(file *os.File, wait time.Duration) error {
	_ = file.SetWriteDeadline(time.Now().Add(wait))
	raw, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	// Ready to write is not yet connected: the first call of the function comes before any event.
	err = raw.Write(func(fd uintptr) bool {
		if number, err := syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_ERROR); err != nil || number != 0 {
			failed = syscall.Errno(number)
			return true
		}
		_, err := syscall.Getpeername(int(fd))
		return err == nil
	})
	if failed != nil {
		return failed
	}
	return err
}

// call opens a flow and returns what the other side says that it saw.
func (n *namespace) call(to endpoint, wait time.Duration, size int, df bool) called {
	begin := time.Now()
	conn, _, err := n.connect(to, wait, df)
	if err != nil {
		return failedCall(err, nil)
	}
	defer conn.Close()
	_ = conn.SetDeadline(begin.Add(wait))
	payload := make([]byte, max(8, size))
	if _, err := conn.Write(payload); err != nil {
		return failedCall(err, conn)
	}
	answer, buffer := []byte{}, make([]byte, 1<<16)
	for {
		length, err := conn.Read(buffer)
		if err != nil {
			return failedCall(err, conn)
		}
		answer = append(answer, buffer[:length]...)
		line, echo, isWhole := bytes.Cut(answer, []byte{'\n'})
		if !isWhole || len(echo) < len(payload) {
			continue
		}
		saw := &seen{}
		if err := json.Unmarshal(line, saw); err != nil {
			return failedCall(err, conn)
		}
		return called{Seen: saw, Local: conn.LocalAddr().String()}
	}
}

func failedCall(err error, conn net.Conn) called {
	result := called{Error: err.Error()}
	for word, is := range map[string]error{
		"timeout": os.ErrDeadlineExceeded, "refused": syscall.ECONNREFUSED, "unreachable": syscall.EHOSTUNREACH,
		"too-big": syscall.EMSGSIZE, "reset": syscall.ECONNRESET,
	} {
		if errors.Is(err, is) {
			result.Error = word
		}
	}
	var inCall *callError
	if errors.As(err, &inCall) {
		result.ICMP = inCall.icmp
	}
	if conn != nil {
		if file, err := conn.(interface{ File() (*os.File, error) }).File(); err == nil {
			result.ICMP = readICMP(file)
			file.Close()
		}
	}
	return result
}

// readICMP takes the first ICMP error from the socket's error queue: a sock_extended_err and who sent it.
func readICMP(file *os.File) *failure {
	raw, err := file.SyscallConn()
	if err != nil {
		return nil
	}
	control := make([]byte, 512)
	var length int
	_ = raw.Control(func(fd uintptr) {
		_, length, _, _, err = syscall.Recvmsg(int(fd), make([]byte, 2048), control, syscall.MSG_ERRQUEUE|syscall.MSG_DONTWAIT)
	})
	if err != nil {
		return nil
	}
	messages, _ := syscall.ParseSocketControlMessage(control[:length])
	for _, message := range messages {
		data := message.Data
		if message.Header.Level != syscall.IPPROTO_IP || message.Header.Type != syscall.IP_RECVERR || len(data) < 24 {
			continue
		}
		const fromICMP = 2
		if data[4] != fromICMP {
			continue
		}
		return &failure{Type: int(data[5]), Code: int(data[6]), MTU: int(binary.NativeEndian.Uint32(data[8:])), From: address(data[20:24])}
	}
	return nil
}
