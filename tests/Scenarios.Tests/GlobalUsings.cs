global using System.Text.Json.Nodes;
global using Qujiang.Scenarios.Tests.Harness;
global using Qujiang.Testing;
global using Shouldly;
global using Xunit;

// One house at a time: they are large, and what they measure should be theirs alone.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
