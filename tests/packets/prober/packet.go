package main

import (
	"encoding/binary"
	"net/netip"
	"strings"
	"syscall"
)

// tagged is the type of service of the packets that the prober writes itself. The kernels of the VPCs drop what
// carries it after the sniffer saw it, so that none answers in the prober's place.
const tagged = 45 << 2

const magic = 0x69736f70 // "isop"

// header says what a packet looks like on the wire. For ICMP echo the ports are 0 and the identifier.
type header struct {
	Protocol        string `json:"protocol"`
	Source          string `json:"source"`
	SourcePort      int    `json:"sourcePort"`
	Destination     string `json:"destination"`
	DestinationPort int    `json:"destinationPort"`
}

// arrival is a packet that a sniffer saw.
type arrival struct {
	header
	VPC    string `json:"vpc"`
	TTL    int    `json:"ttl"`
	Length int    `json:"length"`
	Flags  string `json:"flags,omitempty"`
	MSS    int    `json:"mss,omitempty"`
}

// failure is an ICMP error that a sniffer saw, with what it says of the packet that it is about.
type failure struct {
	VPC   string `json:"vpc"`
	From  string `json:"from"`
	To    string `json:"to"`
	Type  int    `json:"type"`
	Code  int    `json:"code"`
	MTU   int    `json:"mtu"`
	About header `json:"about"`
}

var protocolNumbers = map[string]int{"icmp": 1, "tcp": 6, "udp": 17, "other": 253}

func protocolName(number int) string {
	for name, known := range protocolNumbers {
		if known == number {
			return name
		}
	}
	return "foreign"
}

const tcpFlags = "FSRPAU"

func flagsOf(text string) (flags byte) {
	for _, letter := range text {
		flags |= 1 << strings.IndexRune(tcpFlags, letter)
	}
	return
}

func flagsText(flags byte) (text string) {
	for i, letter := range tcpFlags {
		if flags&(1<<i) != 0 {
			text += string(letter)
		}
	}
	return
}

// content is what the prober writes into a packet beside its header.
type content struct {
	token   uint32
	isReply bool
	flags   byte
	mss     int
	ttl     int
	df      bool
	size    int
}

// build makes a whole IPv4 packet. TCP carries the token as sequence number, or as what a SYN-ACK acknowledges.
func build(h header, c content) []byte {
	number := protocolNumbers[h.Protocol]
	payload := make([]byte, max(9, c.size))
	binary.BigEndian.PutUint32(payload, magic)
	binary.BigEndian.PutUint32(payload[4:], c.token)
	if c.isReply {
		payload[8] = 1
	}
	var body []byte
	switch number {
	case syscall.IPPROTO_UDP:
		body = append(make([]byte, 8), payload...)
		ports(body, h)
		binary.BigEndian.PutUint16(body[4:], uint16(len(body)))
	case syscall.IPPROTO_TCP:
		body = tcpSegment(h, c)
	case syscall.IPPROTO_ICMP:
		body = append(make([]byte, 8), payload...)
		if !c.isReply {
			body[0] = 8
		}
		binary.BigEndian.PutUint16(body[4:], uint16(h.SourcePort))
	default:
		body = payload
	}
	packet := append(make([]byte, 20), body...)
	packet[0], packet[1], packet[8], packet[9] = 0x45, tagged, byte(c.ttl), byte(number)
	if c.ttl == 0 {
		packet[8] = 64
	}
	if c.df {
		packet[6] = 0x40
	}
	binary.BigEndian.PutUint16(packet[2:], uint16(len(packet)))
	source, destination := netip.MustParseAddr(h.Source).As4(), netip.MustParseAddr(h.Destination).As4()
	copy(packet[12:], source[:])
	copy(packet[16:], destination[:])
	switch number {
	case syscall.IPPROTO_UDP:
		binary.BigEndian.PutUint16(packet[26:], checksum(packet[20:], pseudo(packet)))
	case syscall.IPPROTO_TCP:
		binary.BigEndian.PutUint16(packet[36:], checksum(packet[20:], pseudo(packet)))
	case syscall.IPPROTO_ICMP:
		binary.BigEndian.PutUint16(packet[22:], checksum(packet[20:], 0))
	}
	return packet
}

// buildError makes an ICMP error that quotes a packet with the token.
func buildError(h header, e icmpError, token uint32) []byte {
	h.Protocol = "icmp"
	quoted := build(e.About, content{token: token, flags: flagsOf("S")})
	packet := append(build(h, content{})[:28], quoted...)
	binary.BigEndian.PutUint16(packet[2:], uint16(len(packet)))
	clear(packet[20:28])
	packet[20], packet[21] = byte(e.Type), byte(e.Code)
	binary.BigEndian.PutUint16(packet[22:], checksum(packet[20:], 0))
	return packet
}

func tcpSegment(h header, c content) []byte {
	segment := make([]byte, 20)
	if c.mss != 0 {
		segment = append(segment, 2, 4, byte(c.mss>>8), byte(c.mss))
	}
	segment = append(segment, make([]byte, c.size)...)
	ports(segment, h)
	if c.isReply {
		binary.BigEndian.PutUint32(segment[8:], c.token+1)
	} else {
		binary.BigEndian.PutUint32(segment[4:], c.token)
		if c.flags&flagsOf("A") != 0 {
			binary.BigEndian.PutUint32(segment[8:], 1)
		}
	}
	segment[12] = 5 << 4
	if c.mss != 0 {
		segment[12] = 6 << 4
	}
	segment[13] = c.flags
	binary.BigEndian.PutUint16(segment[14:], 65535)
	return segment
}

func ports(body []byte, h header) {
	binary.BigEndian.PutUint16(body, uint16(h.SourcePort))
	binary.BigEndian.PutUint16(body[2:], uint16(h.DestinationPort))
}

// parsed is a packet, or the part of one that an ICMP error quotes.
type parsed struct {
	arrival
	token   uint32
	isReply bool
	// Of an ICMP error.
	quoted         []byte
	icmpType, code int
	mtu            int
}

// parse reads an IPv4 packet; ok is false for what the prober did not write and no ICMP error is.
func parse(packet []byte) (p parsed, ok bool) {
	if len(packet) < 28 || packet[0]>>4 != 4 {
		return p, false
	}
	length := int(packet[0]&15) * 4
	if len(packet) < length+8 {
		return p, false
	}
	number, body := int(packet[9]), packet[length:]
	p.Protocol, p.TTL, p.Length = protocolName(number), int(packet[8]), int(binary.BigEndian.Uint16(packet[2:]))
	p.Source, p.Destination = address(packet[12:16]), address(packet[16:20])
	isOurs := packet[1]&0xfc == tagged
	switch number {
	case syscall.IPPROTO_UDP:
		p.SourcePort, p.DestinationPort = portsOf(body)
		return p, isOurs && p.readPayload(body[8:])
	case syscall.IPPROTO_TCP:
		p.SourcePort, p.DestinationPort = portsOf(body)
		p.token = binary.BigEndian.Uint32(body[4:])
		if len(body) < 20 {
			return p, isOurs
		}
		p.Flags = flagsText(body[13])
		p.MSS = mssOf(body)
		if acknowledged := binary.BigEndian.Uint32(body[8:]); p.Flags == "SA" && acknowledged != 1 {
			p.token, p.isReply = acknowledged-1, true
		}
		return p, isOurs
	case syscall.IPPROTO_ICMP:
		p.icmpType, p.code = int(body[0]), int(body[1])
		switch p.icmpType {
		case 0, 8:
			p.SourcePort = int(binary.BigEndian.Uint16(body[4:]))
			return p, isOurs && p.readPayload(body[8:])
		case 3, 4, 5, 11, 12:
			p.mtu = int(binary.BigEndian.Uint16(body[6:]))
			p.quoted = body[8:]
			return p, true
		}
		return p, false
	}
	return p, isOurs && p.readPayload(body)
}

func (p *parsed) readPayload(payload []byte) bool {
	if len(payload) < 9 || binary.BigEndian.Uint32(payload) != magic {
		return false
	}
	p.token, p.isReply = binary.BigEndian.Uint32(payload[4:]), payload[8] == 1
	return true
}

func address(bytes []byte) string { return netip.AddrFrom4([4]byte(bytes)).String() }

func portsOf(body []byte) (source, destination int) {
	return int(binary.BigEndian.Uint16(body)), int(binary.BigEndian.Uint16(body[2:]))
}

func mssOf(segment []byte) int {
	options := segment[20:min(len(segment), int(segment[12]>>4)*4)]
	for len(options) >= 2 && options[0] != 0 {
		if options[0] == 1 {
			options = options[1:]
			continue
		}
		if options[0] == 2 && len(options) >= 4 {
			return int(binary.BigEndian.Uint16(options[2:]))
		}
		if int(options[1]) < 2 || int(options[1]) > len(options) {
			break
		}
		options = options[options[1]:]
	}
	return 0
}

func pseudo(packet []byte) uint32 {
	sum := uint32(packet[9]) + uint32(len(packet)-20)
	for i := 12; i < 20; i += 2 {
		sum += uint32(binary.BigEndian.Uint16(packet[i:]))
	}
	return sum
}

func checksum(data []byte, sum uint32) uint16 {
	for i := 0; i+1 < len(data); i += 2 {
		sum += uint32(binary.BigEndian.Uint16(data[i:]))
	}
	if len(data)%2 == 1 {
		sum += uint32(data[len(data)-1]) << 8
	}
	for sum>>16 != 0 {
		sum = sum&0xffff + sum>>16
	}
	return ^uint16(sum)
}
