global using Qujiang.Testing;
global using Shouldly;
global using Xunit;
