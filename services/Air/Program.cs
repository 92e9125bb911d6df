using Qujiang.Air;
using Qujiang.LegKernel;
using Qujiang.ServiceDefaults;

var module = AirModule.Create();
var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("air");
builder.AddLegKernel(module);
builder.Services.AddAir(module);

var app = builder.Build();
app.MapServiceDefaults();
app.MapLegKernel();
app.MapAir();
await app.RunAsync();
