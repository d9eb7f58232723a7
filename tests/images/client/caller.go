package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

// caller is what `get` and `load` share: how to connect and what to send.
type caller struct {
	method, host, cacert, cert, key, sni, connect string
	headers                                       headerFlag
	insecure                                      bool
	timeout                                       time.Duration
}

func (c *caller) register(flags *flag.FlagSet) {
	flags.StringVar(&c.method, "method", http.MethodGet, "request method")
	flags.StringVar(&c.host, "host", "", "Host header, when it differs from the URL's")
	flags.Var(&c.headers, "H", "header as `name: value`, repeatable")
	flags.StringVar(&c.cacert, "cacert", "", "PEM file of the roots to trust")
	flags.StringVar(&c.cert, "cert", "", "PEM file of the client certificate")
	flags.StringVar(&c.key, "key", "", "PEM file of the client key")
	flags.StringVar(&c.sni, "sni", "", "TLS server name, when it differs from the URL's host")
	flags.StringVar(&c.connect, "connect", "", "host:port to connect to, whatever the URL says")
	flags.BoolVar(&c.insecure, "insecure", false, "accept any server certificate")
	flags.DurationVar(&c.timeout, "timeout", 10*time.Second, "limit for one request")
}

func (c *caller) client(keepalive bool) (*http.Client, error) {
	config := &tls.Config{ServerName: c.sni, InsecureSkipVerify: c.insecure} //nolint:gosec // a test asks for it by flag
	if c.cacert != "" {
		pem, err := os.ReadFile(c.cacert)
		if err != nil {
			return nil, err
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s holds no PEM certificate", c.cacert)
		}
	}
	if c.cert != "" {
		pair, err := tls.LoadX509KeyPair(c.cert, c.key)
		if err != nil {
			return nil, err
		}
		config.Certificates = []tls.Certificate{pair}
	}
	transport := &http.Transport{
		TLSClientConfig:     config,
		DisableKeepAlives:   !keepalive,
		MaxIdleConnsPerHost: 256,
		ForceAttemptHTTP2:   true,
	}
	if c.connect != "" {
		dialer := net.Dialer{}
		address := c.connect
		transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, address)
		}
	}
	return &http.Client{
		Transport:     transport,
		Timeout:       c.timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}

func (c *caller) request(url string) (*http.Request, error) {
	request, err := http.NewRequest(c.method, url, nil)
	if err != nil {
		return nil, err
	}
	for _, header := range c.headers {
		request.Header.Add(header.name, header.value)
	}
	if c.host != "" {
		request.Host = c.host
	}
	return request, nil
}

// isTLS tells a refusal by either side's TLS from a connection or HTTP failure.
func isTLS(err error) bool {
	var (
		record    tls.RecordHeaderError
		alert     tls.AlertError
		verify    *tls.CertificateVerificationError
		authority x509.UnknownAuthorityError
		hostname  x509.HostnameError
		invalid   x509.CertificateInvalidError
	)
	return errors.As(err, &record) || errors.As(err, &alert) || errors.As(err, &verify) ||
		errors.As(err, &authority) || errors.As(err, &hostname) || errors.As(err, &invalid) ||
		strings.Contains(err.Error(), "tls: ")
}

type header struct{ name, value string }

type headerFlag []header

func (h *headerFlag) String() string { return "" }

func (h *headerFlag) Set(text string) error {
	name, value, found := strings.Cut(text, ":")
	if !found {
		return fmt.Errorf("%q is not name: value", text)
	}
	*h = append(*h, header{strings.TrimSpace(name), strings.TrimSpace(value)})
	return nil
}
