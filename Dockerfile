# The market in one small image: a static binary, certificates, nothing else.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o /chophien ./cmd/chophien \
 && mkdir -p /data /tmp/market && chown 10001:10001 /data /tmp/market

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /chophien /chophien
COPY --from=build --chown=10001:10001 /data /data
COPY --from=build --chown=10001:10001 /tmp/market /tmp
USER 10001:10001
ENV CHOPHIEN_DATA=/data CHOPHIEN_LISTEN=0.0.0.0:8080
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/chophien"]
CMD ["serve"]
