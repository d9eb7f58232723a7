package main

import (
	"encoding/binary"
	"fmt"
	"syscall"
	"time"
)

const patience = 200 * time.Millisecond

// messageSize is that of a small packet, with room for a number.
const messageSize = 32

// ask asks again and again until the end, and returns how long each answer took.
func ask(p plan, end time.Time) ([]time.Duration, int, error) {
	switch p.Kind {
	case "datagrams":
		return askDatagrams(p, end)
	case "connections":
		taken, err := connect(p, end)
		return taken, 0, err
	}
	return nil, 0, fmt.Errorf("no kind is called %q", p.Kind)
}

// askDatagrams keeps a window of datagrams under way. What does not come back in time is lost, and the window begins anew.
func askDatagrams(p plan, end time.Time) ([]time.Duration, int, error) {
	fd, err := bound(syscall.SOCK_DGRAM, p.From, 0)
	if err != nil {
		return nil, 0, err
	}
	wait := syscall.NsecToTimeval(patience.Nanoseconds())
	if err := syscall.SetsockoptTimeval(fd, syscall.SOL_SOCKET, syscall.SO_RCVTIMEO, &wait); err != nil {
		return nil, 0, err
	}
	if err := syscall.Connect(fd, socketAddress(p.To, p.Port)); err != nil {
		return nil, 0, err
	}
	begin := time.Now()
	taken := make([]time.Duration, 0, 1<<20)
	message, lost, underWay := make([]byte, messageSize), 0, 0
	for time.Now().Before(end) {
		for underWay < p.Window {
			binary.BigEndian.PutUint64(message, uint64(time.Since(begin)))
			if _, err := syscall.Write(fd, message); err != nil {
				return nil, 0, err
			}
			underWay++
		}
		_, err := syscall.Read(fd, message)
		switch err {
		case nil:
			taken = append(taken, time.Since(begin)-time.Duration(binary.BigEndian.Uint64(message)))
			underWay--
		case syscall.EINTR:
		case syscall.EAGAIN:
			lost, underWay = lost+underWay, 0
		default:
			return nil, 0, err
		}
	}
	return taken, lost, nil
}

// connect opens connections one after the other. Each is reset, so that its port is free at once.
func connect(p plan, end time.Time) ([]time.Duration, error) {
	to := socketAddress(p.To, p.Port)
	taken := make([]time.Duration, 0, 1<<18)
	for time.Now().Before(end) {
		fd, err := bound(syscall.SOCK_STREAM, p.From, 0)
		if err != nil {
			return nil, err
		}
		begin := time.Now()
		if err := syscall.Connect(fd, to); err != nil {
			return nil, err
		}
		taken = append(taken, time.Since(begin))
		_ = syscall.SetsockoptLinger(fd, syscall.SOL_SOCKET, syscall.SO_LINGER, &syscall.Linger{Onoff: 1})
		if err := syscall.Close(fd); err != nil {
			return nil, err
		}
	}
	return taken, nil
}
