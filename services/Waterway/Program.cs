using Qujiang.LegKernel;
using Qujiang.ServiceDefaults;
using Qujiang.Waterway;

var module = WaterwayModule.Create();
var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("waterway");
builder.AddLegKernel(module);
builder.Services.AddWaterway(module);

var app = builder.Build();
app.MapServiceDefaults();
app.MapLegKernel();
app.MapWaterway();
await app.RunAsync();
