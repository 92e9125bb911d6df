# The ASP.NET runtime of the machine that builds this, on plain Debian: the stand-in for mcr.microsoft.com/dotnet/aspnet:10.0.
FROM qujiang-local/debian:bookworm
RUN apt-get update -q && apt-get install -y -q --no-install-recommends ca-certificates libssl3 libstdc++6 tzdata && rm -rf /var/lib/apt/lists/*
COPY dotnet /usr/share/dotnet
RUN ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet && useradd --uid 1654 --user-group --no-create-home app
ENV DOTNET_RUNNING_IN_CONTAINER=true
