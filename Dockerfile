FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -tags nomsgpack -o /barometer ./cmd/barometer

FROM alpine:3.22
RUN apk add --no-cache ca-certificates tzdata valkey \
 && adduser -D -u 10001 barometer \
 && install -d -o barometer -g barometer -m 0700 /data
COPY --from=build /barometer /usr/local/bin/barometer
USER barometer
ENV BAROMETER_DATA_DIR=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK CMD wget -q -O /dev/null http://127.0.0.1:8080/readyz || exit 1
ENTRYPOINT ["barometer"]
CMD ["serve"]
