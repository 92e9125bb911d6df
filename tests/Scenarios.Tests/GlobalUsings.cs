global using System.Text.Json.Nodes;
global using Qujiang.Scenarios.Tests.Harness;
global using Qujiang.Testing;
global using Shouldly;
global using Xunit;
