package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
)

// http1 is a connection without net/http's own goroutines, which would cost the client as much as Envoy the answer.
func http1(p plan, c caller) (func() (int, error), error) {
	config, err := tlsConfig(p, c, "http/1.1")
	if err != nil {
		return nil, err
	}
	connection, err := tls.Dial("tcp", p.Address, config)
	if err != nil {
		return nil, err
	}
	reader := bufio.NewReader(connection)
	text := fmt.Appendf(nil, "%s %s HTTP/1.1\r\nhost: %s\r\n\r\n", c.Method, c.Path, p.Host)
	return func() (int, error) {
		if _, err := connection.Write(text); err != nil {
			return 0, err
		}
		response, err := http.ReadResponse(reader, nil)
		if err != nil {
			return 0, err
		}
		return drained(response)
	}, nil
}

// http2 is one connection, whose requests may overlap.
func http2(p plan, c caller) (func() (int, error), error) {
	config, err := tlsConfig(p, c, "h2")
	if err != nil {
		return nil, err
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP2(true)
	transport := &http.Transport{
		Protocols:       protocols,
		MaxConnsPerHost: 1,
		DialTLSContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&tls.Dialer{Config: config}).DialContext(ctx, network, p.Address)
		},
	}
	return func() (int, error) {
		request, err := http.NewRequest(c.Method, "https://"+p.Host+c.Path, nil)
		if err != nil {
			return 0, err
		}
		response, err := transport.RoundTrip(request)
		if err != nil {
			return 0, err
		}
		return drained(response)
	}, nil
}

func drained(response *http.Response) (int, error) {
	_, err := io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	return response.StatusCode, err
}

// tlsConfig trusts any server: a server's proof of itself is tested elsewhere and costs both sides the same.
func tlsConfig(p plan, c caller, protocol string) (*tls.Config, error) {
	pair, err := tls.X509KeyPair([]byte(c.Certificate), []byte(c.PrivateKey))
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		ServerName:         p.Host,
		NextProtos:         []string{protocol},
		Certificates:       []tls.Certificate{pair},
		InsecureSkipVerify: true, //nolint:gosec // see above
	}, nil
}
